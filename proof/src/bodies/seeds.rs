//! Bodies to mutate.

use fastrand::Rng;

/// Bodies that mutation and splicing start from.
#[derive(Clone, Debug)]
pub struct Seeds(Vec<Vec<u8>>);

/// What a form, a script and a portal send, and inputs that php-src's own tests found worth keeping (specification 7).
const KEPT: &[&[u8]] = &[
    b"event=ONIMCONNECTORDIALOGSTART&data%5BCONNECTOR%5D=myconnector&data%5BLINE%5D=7&data%5BDATA%5D%5B0%5D%5Bconnector%5D%5Bchat_id%5D=chat1&data%5BDATA%5D%5B0%5D%5Bconnector%5D%5Buser_id%5D=user1&data%5BDATA%5D%5B0%5D%5Bchat%5D%5Bid%5D=8&data%5BDATA%5D%5B0%5D%5Buser%5D%5Bname%5D=%D0%9F%D1%91%D1%82%D1%80&ts=1753000000&auth%5Bdomain%5D=example.bitrix24.com&auth%5Bapplication_token%5D=made-up",
    b"data[DATA][0][chat][id]=8&data[DATA][0][chat][name]=x&data[DATA][1][chat][id]=9&data[LINE]=7&auth[scope]=a,b",
    b"a[]=1&a[]]=3&a[[]=4&a[a[]]=1&a[b[]]=3",
    b"arr[1=sid&arr[4][2=fred&arr1]=sid&arr[4]2]=fred&arr.test[1]=sid&arr test[4][two]=fred",
    b"id[name=1&id[[name=a&id[na me.=3&123[]=SEGV&1[a][]=foo&1[a][b][c]=bar",
    b"_[Host-t[]=l&_[Secure-t[]=l&__Host-a[__Secure-b]=1&a[][__Host-b]=1&a=1&a[__Host-b]=2",
    b"a[5]=x&a[]=y&a[2]=z&a[]=w&a[-5]=x&a[9223372036854775807]=x&a[]=y&a[][b]=z&c=1",
    b"first=foo+bar&second=%e6%97%a5%E6%9C%AC&submit=&file.name=a.txt&ok+go=on&x=1%262&y=%",
    b"name=J%C3%BCrgen+M%C3%BCller&email=j%40example.org&tags[]=a&tags[]=b&address[city]=K%C3%B6ln&address[zip]=",
];

impl Default for Seeds {
    /// The seeds that this crate keeps.
    fn default() -> Self {
        Self(KEPT.iter().map(|seed| seed.to_vec()).collect())
    }
}

impl Extend<Vec<u8>> for Seeds {
    fn extend<I: IntoIterator<Item = Vec<u8>>>(&mut self, seeds: I) {
        self.0.extend(seeds);
    }
}

impl Seeds {
    /// One of them.
    pub(super) fn one(&self, rng: &mut Rng) -> &[u8] {
        self.0.get(rng.usize(0..self.0.len().max(1))).map_or(&[], Vec::as_slice)
    }
}
