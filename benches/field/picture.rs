//! The ratios as a picture: a bar for each that has a floor or an aim.

use std::fmt::Write;

use super::aims::{Aim, Mark, RATIOS};
use super::results::Results;
use super::rows::row_name;

const LEFT: f64 = 370.0;
const BARS: f64 = 440.0;
const WIDTH: f64 = 960.0;
const TOP: f64 = 104.0;
const LINE: f64 = 26.0;

/// Colours tell nothing that the words do not.
const STYLE: &str = "\
text { font: 13px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328 }
.title { font-size: 16px; font-weight: 600 }
.number { font-weight: 600 }
.quiet { fill: #59636e }
.paper { fill: #ffffff }
.grid { stroke: #d1d9e0 }
.floor { stroke: #1f2328; stroke-width: 2 }
.aim { stroke: #1f2328; stroke-width: 2; stroke-dasharray: 3 2 }
.reached { fill: #4aa564 }
.between { fill: #5a9bd8 }
.below { fill: #e0713c }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .quiet { fill: #9198a1 }
  .paper { fill: #0d1117 }
  .grid { stroke: #3d444d }
  .floor, .aim { stroke: #f0f6fc }
  .reached { fill: #2f8a4b }
  .between { fill: #2f6fb0 }
  .below { fill: #c4541f }
}
";

/// A bar of the picture.
struct Bar {
    label: String,
    ratio: f64,
    aim: Aim,
}

/// Draws the ratios of a run.
pub(crate) fn draw(results: &Results) -> String {
    let bars: Vec<Bar> = RATIOS
        .iter()
        .filter_map(|aim| {
            let ratio = results.ratio(aim.task, aim.input, aim.peer)?;
            let label = format!("{} · {}", row_name(aim.task, aim.input), aim.peer);
            Some(Bar { label, ratio, aim: *aim })
        })
        .collect();
    let most = bars.iter().map(|bar| f64::max(bar.ratio, bar.aim.wanted)).fold(1.0, f64::max);
    let scale = BARS / (most * 1.02);
    let height = TOP + LINE * bars.len() as f64 + 30.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"How many times as fast as each peer\">\n\
         <style>\n{STYLE}</style>\n<rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"16\" y=\"28\">phpform: how many times as fast as each peer</text>\n\
         <text class=\"quiet\" x=\"16\" y=\"48\">a the documented event, c the same with 100 items, d a flat form, \
         e 1 MiB of messages</text>\n\
         <text class=\"quiet\" x=\"16\" y=\"66\">longer is faster · solid mark: floor · dashed mark: aim · \
         green: aim reached · blue: floor reached</text>\n"
    );
    draw_grid(&mut svg, most, scale, height - 24.0);
    for (index, bar) in bars.iter().enumerate() {
        draw_bar(&mut svg, bar, TOP + LINE * index as f64, scale);
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_grid(svg: &mut String, most: f64, scale: f64, bottom: f64) {
    let step = if most > 25.0 { 10 } else { 5 };
    let lines = [0, 1].into_iter().chain((step..=most as u32).step_by(step as usize));
    for times in lines {
        let x = LEFT + f64::from(times) * scale;
        writeln!(
            svg,
            "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/>\
             <text class=\"quiet\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{times}×</text>",
            TOP - 8.0,
            TOP - 14.0,
        )
        .unwrap();
    }
}

fn draw_bar(svg: &mut String, bar: &Bar, top: f64, scale: f64) {
    let mark = Mark::of_ratio(bar.ratio, bar.aim);
    let (class, words) = match mark {
        Mark::Below => ("below", "below the floor"),
        Mark::Missed => ("between", "aim not reached"),
        Mark::Floor => ("between", ""),
        Mark::Aim => ("reached", ""),
    };
    let width = bar.ratio * scale;
    let middle = top + 14.0;
    let farthest = f64::max(bar.ratio, f64::max(bar.aim.wanted, bar.aim.floor.unwrap_or(0.0)));
    write!(
        svg,
        "<text x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{}</text>\
         <text class=\"number\" x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{:.2}×</text>\
         <rect class=\"{class}\" x=\"{LEFT}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"16\" rx=\"2\"/>",
        LEFT - 68.0,
        bar.label,
        LEFT - 10.0,
        bar.ratio,
        top + 1.0,
    )
    .unwrap();
    for (class, times) in [("floor", bar.aim.floor), ("aim", Some(bar.aim.wanted))] {
        let Some(times) = times else { continue };
        let x = LEFT + times * scale;
        write!(
            svg,
            "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>",
            top - 2.0,
            top + 20.0
        )
        .unwrap();
    }
    writeln!(svg, "<text x=\"{:.1}\" y=\"{middle:.1}\">{words}</text>", LEFT + farthest * scale + 8.0)
        .unwrap();
}
