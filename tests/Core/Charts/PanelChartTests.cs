using System.Xml.Linq;

namespace Sdk.Tests.Charts;

public class PanelChartTests
{
    private static readonly PanelChart Run = new("Run 1")
    {
        Panels =
        [
            new("Load, records/s") { Lines = [Line("load", 500, 4000), Line("throughput", 500, 3000)] },
            new("Latency")
            {
                IsLogarithmic = true,
                AreDurations = true,
                Lines = [Line("p50", 0.001, 0.1, 1), Line("p99", 0.01, 0, 10)],
            },
            new("Instances") { Lines = [Line("instances", 1, 3) with { Kind = ChartLineKind.Step }] },
        ],
        Annotations = new("job down") { Spans = [new(10, 20)] },
        Events = [new(50, "to 2 instances"), new(50.5, "to 3 instances"), new(51, "web-1 restarts") { IsFault = true }],
    };

    [Fact]
    public void All_panels_share_one_time_axis()
    {
        XElement picture = XElement.Parse(Run.ToSvg());
        string[] texts = [.. Texts(picture)];

        texts
            .Where(text => text.EndsWith("min", StringComparison.Ordinal) || text == "0")
            .Count(text => text != "0")
            .ShouldBe(1, "100 s have one whole minute");
        texts.ShouldContain("Load, records/s");
        texts.ShouldContain("Instances");
        double[] ends = [.. Paths(picture, "line").Select(path => End(path)).Distinct()];
        ends.Length.ShouldBe(1, "all lines end at the same time");
    }

    // From 1 ms to 10 s: a decade has a quarter of the height, which is 84 pixels.
    [Fact]
    public void A_logarithmic_axis_has_the_same_distance_for_each_factor_of_ten()
    {
        XElement[] labels =
        [
            .. XElement.Parse(Run.ToSvg()).Descendants().Where(shape => shape.Value is "1 ms" or "10 ms" or "100 ms" or "1 s" or "10 s"),
        ];

        double[] ys = [.. labels.Select(label => double.Parse(label.Attribute("y")!.Value, CultureInfo.InvariantCulture)).Order()];
        ys.Zip(ys.Skip(1), (one, next) => next - one).ShouldAllBe(distance => Math.Abs(distance - 21) < 0.11);
    }

    [Fact]
    public void A_logarithmic_axis_leaves_a_gap_for_0()
    {
        string line = Paths(XElement.Parse(Run.ToSvg()), "line").Single(path => path.Value == "p99").Attribute("d")!.Value;

        line.Count(letter => letter == 'M').ShouldBe(2);
    }

    [Fact]
    public void Each_event_is_a_line_over_all_panels_with_a_number_whose_text_is_below_them()
    {
        XElement picture = XElement.Parse(Run.ToSvg());

        Paths(picture, "event").Select(path => path.Value).ShouldBe(["to 2 instances", "to 3 instances", "web-1 restarts"]);
        Paths(picture, "event").Select(path => path.Attribute("stroke")!.Value).ShouldBe(["#8250df", "#8250df", "#d1242f"]);
        string[] texts = [.. Texts(picture)];
        texts.ShouldContain("1–3", "the numbers of three events in one second are joined");
        texts[^6..].ShouldBe(["1", "to 2 instances", "2", "to 3 instances", "3", "web-1 restarts"]);
    }

    [Theory, InlineData(1), InlineData(5), InlineData(40), InlineData(400)]
    public void Numbers_of_events_never_overlap_at_any_width(int count)
    {
        PanelChart chart = Run with
        {
            Events =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(index => new ChartEvent(
                        100.0 * index / count,
                        $"step {index}: 1 task manager more, of size s, on consumer-{index}"
                    )),
            ],
        };

        foreach (string picture in (string[])[chart.ToSvg(), chart.ToNarrowSvg()])
        {
            XElement[] tags = [.. XElement.Parse(picture).Elements().Where(shape => shape.Attribute("rx")?.Value == "8")];
            double top = tags.Min(tag => Number(tag, "y"));
            XElement[] above = [.. tags.Where(tag => Number(tag, "y") == top).OrderBy(tag => Number(tag, "x"))];

            above.Zip(above.Skip(1)).ShouldAllBe(pair => Number(pair.First, "x") + Number(pair.First, "width") < Number(pair.Second, "x"));
            tags.Length.ShouldBeLessThanOrEqualTo(above.Length + 24);
        }
    }

    [Fact]
    public void A_marked_span_is_drawn_in_every_panel() => Paths(XElement.Parse(Run.ToSvg()), "mark").Count().ShouldBe(3);

    [Fact]
    public void An_empty_chart_renders_as_SVG()
    {
        XElement.Parse(new PanelChart("").ToSvg()).Name.LocalName.ShouldBe("svg");
        XElement.Parse(new PanelChart("") { Panels = [new("a") { IsLogarithmic = true }] }.ToSvg()).Name.LocalName.ShouldBe("svg");
    }

    private static ChartLine Line(string name, params double[] values) =>
        new(name) { Points = [.. values.Select((value, index) => new ChartPoint(100.0 * index / (values.Length - 1), value))] };

    private static double Number(XElement shape, string name) => double.Parse(shape.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static double End(XElement path) =>
        double.Parse(path.Attribute("d")!.Value.Split('L', 'H', 'M')[^1].Split('V')[0].Split(' ')[0], CultureInfo.InvariantCulture);

    private static IEnumerable<XElement> Paths(XElement picture, string style) =>
        picture.Descendants().Where(shape => shape.Attribute("class")?.Value == style);

    private static IEnumerable<string> Texts(XElement picture) =>
        picture.Descendants().Where(shape => shape.Name.LocalName == "text").Select(text => text.Value);
}
