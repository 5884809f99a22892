using System.Globalization;
using System.Xml.Linq;
using Scalewright;
using Scalewright.Charts;

namespace Sdk.Tests.Charts;

public class SpreadChartTests
{
    private const string LongName = "tracking + holt-winters";

    private static readonly SpreadChart Rows = new("scores")
    {
        HasRows = true,
        Categories = ["a", LongName, "nobody"],
        Series = [new("runs", [new("a", 50, 0, 100) { Box = (25, 75) }, new(LongName, 100, 50, 200), new("a", double.NaN, 0, 1)])],
    };

    [Fact]
    public void Rows_have_their_names_in_full_from_top_to_bottom()
    {
        XElement[] names = [.. Texts(Rows).Where(text => Rows.Categories.Contains(text.Value))];

        names.Select(name => name.Value).ShouldBe(["a", LongName, "nobody"]);
        names.Select(name => Number(name, "y")).ShouldBeInOrder(SortDirection.Ascending);
    }

    // The axis goes from 0 at 200 pixels to 200 at 928: 3.64 pixels each.
    [Fact]
    public void A_row_shows_the_middle_the_ends_and_the_box_where_they_are()
    {
        XElement picture = XElement.Parse(Rows.ToSvg());

        picture.Descendants().Where(shape => shape.Name.LocalName == "circle").Select(circle => Number(circle, "cx")).ShouldBe([382, 564]);
        picture.Descendants().Where(shape => shape.Attribute("fill-opacity") is not null).Select(box => (Number(box, "x"), Number(box, "width"))).ShouldBe([(291, 182)]);
        picture.Descendants().Where(shape => shape.Attribute("class")?.Value == "line").Select(line => line.Attribute("d")!.Value.Split(' ')[0]).ShouldBe(["M200", "M382"]);
    }

    [Fact]
    public void More_rows_than_there_is_room_for_are_all_drawn_and_some_are_named()
    {
        ValueList<string> many = Enumerable.Range(0, 100).Select(index => $"row {index:00}").ToValueList();
        SpreadChart chart = new("much") { HasRows = true, Categories = many, Series = [new("runs", many.Select(name => new ChartSpread(name, 1, 0, 2)).ToValueList())] };

        Texts(chart).Count(text => many.Contains(text.Value)).ShouldBeInRange(10, 20);
        XElement.Parse(chart.ToSvg()).Descendants().Count(shape => shape.Name.LocalName == "circle").ShouldBe(100);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Nothing_at_all_is_a_picture_too(bool hasRows) => XElement.Parse(new SpreadChart("") { HasRows = hasRows }.ToSvg()).Name.LocalName.ShouldBe("svg");

    private static IEnumerable<XElement> Texts(SpreadChart chart) => XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == "text");

    private static double Number(XElement shape, string attribute) => double.Parse(shape.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
