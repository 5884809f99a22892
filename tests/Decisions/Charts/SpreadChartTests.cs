using System.Xml.Linq;

namespace Sdk.Tests.Charts;

public class SpreadChartTests
{
    private const string LongName = "tracking + holt-winters";

    private static readonly SpreadChart Rows = new("scores")
    {
        IsHorizontal = true,
        Categories = ["a", LongName, "nobody"],
        Series = [new("runs", [new("a", 50, 0, 100) { Box = (25, 75) }, new(LongName, 100, 50, 200), new("a", double.NaN, 0, 1)])],
    };

    [Fact]
    public void Rows_are_labeled_with_their_full_names_from_top_to_bottom()
    {
        XElement[] names = [.. Texts(Rows).Where(text => Rows.Categories.Contains(text.Value))];

        names.Select(name => name.Value).ShouldBe(["a", LongName, "nobody"]);
        names.Select(name => Number(name, "y")).ShouldBeInOrder(SortDirection.Ascending);
    }

    // The axis spans 0 at 200 pixels to 200 at 928: 3.64 pixels each.
    [Fact]
    public void A_row_draws_center_ends_and_box_at_their_values()
    {
        XElement picture = XElement.Parse(Rows.ToSvg());

        picture.Descendants().Where(shape => shape.Name.LocalName == "circle").Select(circle => Number(circle, "cx")).ShouldBe([382, 564]);
        picture.Descendants().Where(shape => shape.Attribute("fill-opacity") is not null).Select(box => (Number(box, "x"), Number(box, "width"))).ShouldBe([(291, 182)]);
        picture.Descendants().Where(shape => shape.Attribute("class")?.Value == "line").Select(line => line.Attribute("d")!.Value.Split(' ')[0]).ShouldBe(["M200", "M382"]);
    }

    [Fact]
    public void A_hundred_rows_are_all_drawn_but_only_some_are_labeled()
    {
        ValueList<string> many = Enumerable.Range(0, 100).Select(index => $"row {index:00}").ToValueList();
        SpreadChart chart = new("much") { IsHorizontal = true, Categories = many, Series = [new("runs", many.Select(name => new ChartSpread(name, 1, 0, 2)).ToValueList())] };

        Texts(chart).Count(text => many.Contains(text.Value)).ShouldBeInRange(10, 20);
        XElement.Parse(chart.ToSvg()).Descendants().Count(shape => shape.Name.LocalName == "circle").ShouldBe(100);
    }

    // 1 to 7 lie between 104 and 904 pixels, 40 within the edges of the plot: 800 / 6 for each instance. The increase
    // of each is the same, so the line is straight.
    [Fact]
    public void Numeric_categories_are_positioned_by_their_values()
    {
        string[] counts = ["1", "2", "3", "5", "7"];
        SpreadChart chart = new("scaling") { Categories = [.. counts], Series = [new("runs", [.. counts.Select(count => new ChartSpread(count, 100 * Parse(count), 0, 0))]) { IsConnected = true }] };

        double[] xs = [.. Circles(chart)];

        xs.Select((x, index) => Math.Round((x - 104) * 6 / 800, 2) + 1).ShouldBe([1, 2, 3, 5, 7]);
        Texts(chart).Select(text => text.Value).Where(text => text.Length == 1 && text != "0").ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
    }

    [Theory]
    [InlineData("10 9 100", 1, 90)]
    [InlineData("0.5 1.5 4", 1, 2.5)]
    [InlineData("-1 0 1e3", 1, 1000)]
    public void Distances_between_numeric_categories_are_proportional_to_their_values(string numbers, double first, double second)
    {
        ValueList<string> names = [.. numbers.Split(' ')];
        SpreadChart chart = new("x") { Categories = names, Series = [new("runs", names.Select(name => new ChartSpread(name, 1, 1, 1)).ToValueList())] };

        double[] xs = [.. Circles(chart).Order()];

        ((xs[2] - xs[1]) / (xs[1] - xs[0])).ShouldBe(second / first, 0.01 * second / first);
    }

    [Fact]
    public void One_non_numeric_category_makes_all_categories_equidistant()
    {
        ValueList<string> names = ["1", "2", "max"];
        SpreadChart chart = new("x") { Categories = names, Series = [new("runs", names.Select(name => new ChartSpread(name, 1, 1, 1)).ToValueList())] };

        double[] xs = [.. Circles(chart)];

        (xs[2] - xs[1]).ShouldBe(xs[1] - xs[0], 0.2);
    }

    [Fact]
    public void Category_names_too_long_for_the_axis_are_still_shown_in_full()
    {
        ValueList<string> names = [.. Enumerable.Range(1, 8).Select(number => $"{LongName} {number}")];
        SpreadChart chart = new("x") { Categories = names, Series = [new("runs", names.Select(name => new ChartSpread(name, 1, 1, 1)).ToValueList())] };

        Texts(chart).Select(text => text.Value).Where(names.Contains).ShouldBe(names);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void An_empty_chart_renders_as_SVG(bool hasRows) => XElement.Parse(new SpreadChart("") { IsHorizontal = hasRows }.ToSvg()).Name.LocalName.ShouldBe("svg");

    private static IEnumerable<XElement> Texts(SpreadChart chart) => XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == "text");

    private static IEnumerable<double> Circles(SpreadChart chart) =>
        XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == "circle").Select(circle => Number(circle, "cx"));

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(XElement shape, string attribute) => double.Parse(shape.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
