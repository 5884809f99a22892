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
        picture
            .Descendants()
            .Where(shape => shape.Attribute("fill-opacity") is not null)
            .Select(box => (Number(box, "x"), Number(box, "width")))
            .ShouldBe([(291, 182)]);
        picture
            .Descendants()
            .Where(shape => shape.Attribute("class")?.Value == "line")
            .Select(line => line.Attribute("d")!.Value.Split(' ')[0])
            .ShouldBe(["M200", "M382"]);
    }

    [Fact]
    public void A_hundred_rows_are_all_drawn_but_only_some_are_labeled()
    {
        ValueList<string> many = Enumerable.Range(0, 100).Select(index => $"row {index:00}").ToValueList();
        SpreadChart chart = new("much")
        {
            IsHorizontal = true,
            Categories = many,
            Series = [new("runs", many.Select(name => new ChartSpread(name, 1, 0, 2)).ToValueList())],
        };

        Texts(chart).Count(text => many.Contains(text.Value)).ShouldBeInRange(10, 20);
        XElement.Parse(chart.ToSvg()).Descendants().Count(shape => shape.Name.LocalName == "circle").ShouldBe(100);
    }

    // 1 to 7 lie between 104 and 904 pixels, 40 within the edges of the plot: 800 / 6 for each instance. The increase
    // of each is the same, so the line is straight.
    [Fact]
    public void Numeric_categories_are_positioned_by_their_values()
    {
        string[] counts = ["1", "2", "3", "5", "7"];
        SpreadChart chart = new("scaling")
        {
            Categories = [.. counts],
            Series = [new("runs", [.. counts.Select(count => new ChartSpread(count, 100 * Parse(count), 0, 0))]) { IsConnected = true }],
        };

        double[] xs = [.. Circles(chart)];

        xs.Select((x, index) => Math.Round((x - 104) * 6 / 800, 2) + 1).ShouldBe([1, 2, 3, 5, 7]);
        Texts(chart)
            .Select(text => text.Value)
            .Where(text => text.Length == 1 && text != "0")
            .ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
    }

    [Theory]
    [InlineData("10 9 100", 1, 90)]
    [InlineData("0.5 1.5 4", 1, 2.5)]
    [InlineData("-1 0 1e3", 1, 1000)]
    public void Distances_between_numeric_categories_are_proportional_to_their_values(string numbers, double first, double second)
    {
        ValueList<string> names = [.. numbers.Split(' ')];
        SpreadChart chart = new("x")
        {
            Categories = names,
            Series = [new("runs", names.Select(name => new ChartSpread(name, 1, 1, 1)).ToValueList())],
        };

        double[] xs = [.. Circles(chart).Order()];

        ((xs[2] - xs[1]) / (xs[1] - xs[0])).ShouldBe(second / first, 0.01 * second / first);
    }

    [Fact]
    public void One_non_numeric_category_makes_all_categories_equidistant()
    {
        ValueList<string> names = ["1", "2", "max"];
        SpreadChart chart = new("x")
        {
            Categories = names,
            Series = [new("runs", names.Select(name => new ChartSpread(name, 1, 1, 1)).ToValueList())],
        };

        double[] xs = [.. Circles(chart)];

        (xs[2] - xs[1]).ShouldBe(xs[1] - xs[0], 0.2);
    }

    [Fact]
    public void Category_names_too_long_for_the_axis_are_still_shown_in_full()
    {
        ValueList<string> names = [.. Enumerable.Range(1, 8).Select(number => $"{LongName} {number}")];
        SpreadChart chart = new("x")
        {
            Categories = names,
            Series = [new("runs", names.Select(name => new ChartSpread(name, 1, 1, 1)).ToValueList())],
        };

        Texts(chart).Select(text => text.Value).Where(names.Contains).ShouldBe(names);
    }

    // The design of the capacity chart: two estimated capacities, a measured one, and the peak load.
    private static readonly SpreadChart Capacity = new("Capacity by instances")
    {
        Categories = ["1", "2", "3"],
        Reference = new(4010, "peak load 4,010/s"),
        Series =
        [
            new(
                "measured",
                [
                    new("1", 1967, 1958, 1976) { IsHollow = true, Text = "≈ 1,967" },
                    new("2", 3901, 3866, 3936) { IsHollow = true, Text = "≈ 3,901" },
                    new("3", 5613, 5595, 5631) { Text = "5,613" },
                ]
            )
            {
                IsConnected = true,
                HollowName = "estimated",
            },
        ],
    };

    [Fact]
    public void Estimated_centers_are_hollow_and_the_legend_names_both_kinds()
    {
        XElement[] dots = [.. Shapes(Capacity, "circle")];

        // Two in the legend, three in the chart.
        dots.Select(dot => dot.Attribute("class")?.Value == "ground").ShouldBe([false, true, true, true, false]);
        Texts(Capacity).Select(text => text.Value).ShouldContain("measured");
        Texts(Capacity).Select(text => text.Value).ShouldContain("estimated");
    }

    // The axis from 0 to 6,000 is 196 pixels high.
    [Fact]
    public void The_reference_is_a_dashed_line_at_its_value_with_its_text()
    {
        XElement line = Shapes(Capacity, "path").Single(path => path.Attribute("class")?.Value == "reference");
        double ground = Number(Shapes(Capacity, "text").Single(text => text.Value == "0"), "y") - 4;

        line.Attribute("stroke-dasharray").ShouldNotBeNull();
        double.Parse(line.Attribute("d")!.Value.Split(' ')[1].Split('H')[0], CultureInfo.InvariantCulture)
            .ShouldBe(ground - (196 * 4010 / 6000.0), 0.06);
        Texts(Capacity).Select(text => text.Value).ShouldContain("peak load 4,010/s");
    }

    [Fact]
    public void A_label_that_meets_the_reference_is_below_its_dot()
    {
        (string Text, double Label, double Dot)[] pairs =
        [
            .. Capacity
                .Series[0]
                .Spreads.Zip(Shapes(Capacity, "circle").TakeLast(3))
                .Select(pair =>
                    (
                        pair.First.Text!,
                        Number(Texts(Capacity).Single(text => text.Value == pair.First.Text), "y"),
                        Number(pair.Second, "cy")
                    )
                ),
        ];

        pairs.Where(pair => pair.Label > pair.Dot).Select(pair => pair.Text).ShouldBe(["≈ 3,901"]);
    }

    // The capacities rise through the peak load, left of the second number of instances.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_text_of_the_reference_is_not_crossed_by_the_line_of_a_series(bool isNarrow)
    {
        XElement[] shapes = [.. XElement.Parse(isNarrow ? Capacity.ToNarrowSvg() : Capacity.ToSvg()).Descendants()];
        XElement text = shapes.Single(shape => shape.Name.LocalName == "text" && shape.Value == "peak load 4,010/s");
        (double left, double baseline) = (Number(text, "x"), Number(text, "y"));
        (double X, double Y)[] dots =
        [
            .. shapes.Where(shape => shape.Name.LocalName == "circle").TakeLast(3).Select(dot => (Number(dot, "cx"), Number(dot, "cy"))),
        ];

        // 110 pixels are wider than the text.
        double[] heights =
        [
            .. Enumerable
                .Range(0, 110)
                .Select(offset => left + offset)
                .SelectMany(x =>
                    dots.Zip(dots.Skip(1))
                        .Where(pair => x >= pair.First.X && x <= pair.Second.X)
                        .Select(pair =>
                            pair.First.Y + ((x - pair.First.X) / (pair.Second.X - pair.First.X) * (pair.Second.Y - pair.First.Y))
                        )
                ),
        ];

        heights.ShouldAllBe(height => height > baseline + 1 || height < baseline - 11);
    }

    [Fact]
    public void An_axis_includes_a_reference_above_all_values() =>
        Texts(Capacity with { Reference = new(9000, "peak") }).Select(text => text.Value).ShouldContain("10k");

    // From -10 to 40, 200 to 928 pixels: 14.56 pixels each, so 0 is at 345.6.
    [Fact]
    public void Rows_show_values_below_0()
    {
        SpreadChart chart = new("difference")
        {
            IsHorizontal = true,
            Categories = ["a", "b"],
            Series = [new("mean", [new("a", 0, 0, 0), new("b", 15, -10, 40)])],
        };

        Shapes(chart, "circle").Select(dot => Number(dot, "cx")).ShouldBe([345.6, 564]);
        Shapes(chart, "path")
            .Where(path => path.Attribute("class")?.Value == "axis")
            .Select(path => path.Attribute("d")!.Value.Split(' ')[0])
            .ShouldBe(["M345.6"]);
    }

    private static IEnumerable<XElement> Shapes(SpreadChart chart, string name) =>
        XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == name);

    [Theory, InlineData(true), InlineData(false)]
    public void An_empty_chart_renders_as_SVG(bool hasRows) =>
        XElement.Parse(new SpreadChart("") { IsHorizontal = hasRows }.ToSvg()).Name.LocalName.ShouldBe("svg");

    private static IEnumerable<XElement> Texts(SpreadChart chart) =>
        XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == "text");

    private static IEnumerable<double> Circles(SpreadChart chart) =>
        XElement.Parse(chart.ToSvg()).Descendants().Where(shape => shape.Name.LocalName == "circle").Select(circle => Number(circle, "cx"));

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(XElement shape, string attribute) =>
        double.Parse(shape.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
