using System.Xml.Linq;

namespace Sdk.Tests.Charts;

/// <summary>The figures of the design of the back-test page: policies and baselines over two days.</summary>
public class BarChartTests
{
    private static readonly BarChart Costs = new(
        "Policies by cost",
        [new("cost of 2 days"), new("violations after the start") { IsLoss = true }]
    )
    {
        Rows =
        [
            new("static mean", [new(67.20, "67.20"), new(2092, "34 h 52 min")]) { IsBaseline = true },
            new("clairvoyant", [new(71.43, "71.43"), new(0, "none")]) { IsBaseline = true },
            new("my trend", [new(85.97, "85.97"), new(4, "4 min")]),
            new("hpa", [new(111.61, "111.61"), new(0, "none")]),
            new("static peak", [new(220.80, "220.80"), new(0, "none")]) { IsBaseline = true },
        ],
    };

    [Fact]
    public void The_bars_of_a_column_are_as_long_as_their_values()
    {
        double[] widths = [.. Bars(Costs).Where(bar => Text(bar, "fill") == "#0072b2").Select(bar => Number(bar, "width"))];

        widths
            .Select(width => width / widths[^1])
            .Zip([67.20, 71.43, 85.97, 111.61, 220.80])
            .ShouldAllBe(pair => Math.Abs(pair.First - (pair.Second / 220.80)) < 0.002);
    }

    [Fact]
    public void A_baseline_more_than_twice_as_long_as_all_others_is_broken()
    {
        XElement[] losses = [.. Bars(Costs).Where(bar => Text(bar, "fill") == "#d1242f")];

        losses.Length.ShouldBe(2, "bars of 0 are not drawn");
        (Number(losses[0], "width") / Number(losses[1], "width")).ShouldBe(2, 0.01);
        Shapes(Costs, "path").Count(path => Text(path, "class") == "ground").ShouldBe(1);
        BarChart close = Costs with
        {
            Rows = [.. Costs.Rows.Select(row => row.Name == "static mean" ? row with { Bars = [row.Bars[0], new(8, "8 min")] } : row)],
        };
        Shapes(close, "path").Count(path => Text(path, "class") == "ground").ShouldBe(0);
    }

    [Fact]
    public void Baselines_are_pale_and_policies_are_bold()
    {
        Bars(Costs).Count(bar => bar.Attribute("fill-opacity") is not null).ShouldBe(4);
        Shapes(Costs, "text")
            .Where(text => text.Attribute("font-weight") is not null)
            .Select(text => text.Value)
            .ShouldBe(["my trend", "hpa"]);
    }

    [Fact]
    public void Every_bar_has_its_text_and_the_columns_their_titles() =>
        Shapes(Costs, "text")
            .Select(text => text.Value)
            .ShouldBe(
                [
                    "Policies by cost",
                    "cost of 2 days",
                    "violations after the start",
                    .. Costs.Rows.SelectMany(row => row.Bars.Select(bar => bar.Text).Prepend(row.Name)),
                ],
                ignoreOrder: true
            );

    [Fact]
    public void A_chart_without_rows_or_values_renders_as_SVG()
    {
        XElement.Parse(new BarChart("", []).ToSvg()).Name.LocalName.ShouldBe("svg");
        Bars(new BarChart("", [new("a")]) { Rows = [new("x", []), new("y", [new(double.NaN, "–")])] }).ShouldBeEmpty();
    }

    private static IEnumerable<XElement> Bars(BarChart chart) => Shapes(chart, "rect").Where(rect => Text(rect, "class") == "bar");

    private static IEnumerable<XElement> Shapes(BarChart chart, string name) =>
        XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == name);

    private static string Text(XElement shape, string attribute) => shape.Attribute(attribute)?.Value ?? "";

    private static double Number(XElement shape, string attribute) =>
        double.Parse(shape.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
