using System.Globalization;
using System.Xml.Linq;
using Scalewright;
using Scalewright.Charts;

namespace Sdk.Tests.Charts;

public class ChartTests
{
    [Fact]
    public void Equal_charts_are_the_same_picture() => Sample().ToSvg().ShouldBe(Sample().ToSvg());

    [Fact]
    public void A_picture_is_well_formed_and_names_every_line()
    {
        XElement picture = XElement.Parse(Sample().ToSvg());

        picture.Descendants().Where(element => element.Name.LocalName == "title").Select(element => element.Value).ShouldBe(["load", "wanted"]);
        picture.Attribute("aria-label")!.Value.ShouldBe("A <day> & a night");
        picture.Value.ShouldContain("violations");
    }

    [Fact]
    public void A_paragraph_of_a_page_is_shown_to_its_end()
    {
        string words = string.Join(' ', Enumerable.Range(0, 200).Select(number => $"word{number}"));

        new ChartPage("page") { Lead = words }.ToHtml().ShouldContain($"<p class=\"lead\">{words}</p>");
    }

    [Fact]
    public void A_million_points_stay_below_a_hundred_kilobytes()
    {
        ValueList<ChartPoint> points = Enumerable.Range(0, 1_000_000).Select(index => new ChartPoint(index, (index * 7919L) % 1000)).ToValueList();
        Chart chart = new("much")
        {
            Lines = [new ChartLine("a") { Kind = ChartLineKind.Area, Points = points }, new ChartLine("b") { Kind = ChartLineKind.Steps, Points = points }, new ChartLine("c") { Points = points }],
            Marks = new ChartMarks("often") { Spans = Enumerable.Range(0, 100_000).Select(index => new ChartSpan(index * 10, (index * 10) + 4)).ToValueList() },
        };

        chart.ToSvg().Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void The_peak_of_a_crowd_of_points_is_not_lost()
    {
        ValueList<ChartPoint> points = Enumerable.Range(0, 100_000).Select(index => new ChartPoint(index, index == 43_210 ? 500 : 1)).ToValueList();

        string outline = Outline(new Chart("peak") { Lines = [new ChartLine("load") { Points = points }] });

        // 500 is the top of the axis, at 68 pixels.
        outline.ShouldContain(" 68L");
    }

    [Fact]
    public void Steps_go_flat_and_then_up()
    {
        ChartLine line = new("size") { Kind = ChartLineKind.Steps, Points = [new(0, 0), new(50, 5), new(100, 5)] };

        // Left 64 to right 944, ground at 264, top of 5 at 68.
        Outline(new Chart("size") { Lines = [line] }).ShouldBe("M64 264H504V68H944");
    }

    [Fact]
    public void What_is_no_number_leaves_a_gap()
    {
        ChartLine line = new("size") { Points = [new(0, 5), new(25, double.NaN), new(50, 5), new(75, double.PositiveInfinity), new(100, 5)] };

        Outline(new Chart("size") { Lines = [line] }).ShouldBe("M64 68M504 68M944 68");
    }

    [Theory]
    [InlineData(3600, "0", "10 min", "20 min")]
    [InlineData(90, "0", "10 s", "20 s")]
    [InlineData(604_800, "0", "1 d", "2 d")]
    [InlineData(100_000, "0", "6 h", "12 h")]
    public void Time_is_marked_at_round_pieces(double end, string first, string second, string third)
    {
        string text = XElement.Parse(new Chart("t") { Lines = [new ChartLine("a") { Points = [new(0, 1), new(end, 1)] }] }.ToSvg()).Descendants()
            .Where(element => element.Name.LocalName == "text").Select(element => element.Value).Aggregate((one, other) => $"{one}|{other}");

        text.ShouldContain($"|{first}|{second}|{third}|");
    }

    [Theory]
    [InlineData(0.4, "0.2")]
    [InlineData(7, "2")]
    [InlineData(1_673, "500")]
    [InlineData(2_000_000, "500k")]
    [InlineData(1e30, "2E29")]
    public void Values_are_marked_at_round_numbers(double most, string mark) =>
        new Chart("v") { Lines = [new ChartLine("a") { Points = [new(0, most)] }] }.ToSvg().ShouldContain($">{mark}</text>");

    [Fact]
    public void Nothing_at_all_is_a_picture_too() => XElement.Parse(new Chart("").ToSvg()).Name.LocalName.ShouldBe("svg");

    [Fact]
    public void A_page_needs_nothing_else_and_takes_any_text()
    {
        ChartPage page = new("Tournament <1>")
        {
            Lead = "Two policies & a trace",
            Sections =
            [
                new ChartSection("Result") { Text = "One.\n\nTwo\nlines.", Table = new ChartTable(["policy", "cost"]) { Rows = [["</td><script>", "1.5 ± 0.1"], ["b", "-2"], ["short"]] }, Charts = [Sample()] },
                new ChartSection(),
            ],
        };

        string html = page.ToHtml();

        html.ShouldBe(page.ToHtml());
        html.ShouldNotContain("<script");
        html.ShouldNotContain("src=");
        html.ShouldContain("<p>One.</p>\n<p>Two lines.</p>");
        html.ShouldContain("<td class=\"number\">1.5 ± 0.1</td>");
        html.ShouldContain("<h1>Tournament &lt;1&gt;</h1>");
        XElement.Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)]).Elements().Count().ShouldBe(7);
    }

    private static Chart Sample() => new("A <day> & a night")
    {
        Unit = "requests a second",
        Lines =
        [
            new ChartLine("load") { Kind = ChartLineKind.Area, Points = Enumerable.Range(0, 100).Select(index => new ChartPoint(index * 60, index % 17)).ToValueList() },
            new ChartLine("wanted") { Kind = ChartLineKind.Steps, Points = [new(0, 1), new(1200, 4), new(5940, 2)] },
        ],
        Marks = new ChartMarks("violations") { Spans = [new(300, 500), new(400, 900), new(2000, 2000)] },
    };

    private static string Outline(Chart chart) => XElement.Parse(chart.ToSvg()).Descendants()
        .Single(element => element.Attribute("class")?.Value == "line").Attribute("d")!.Value.ToString(CultureInfo.InvariantCulture);
}
