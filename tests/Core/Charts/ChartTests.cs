using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sdk.Tests.Charts;

public class ChartTests
{
    [Fact]
    public void Charts_and_diagrams_have_the_same_colors() =>
        Enumerable
            .Range(0, 8)
            .Select(Palette.At)
            .ShouldBe(Enumerable.Range(0, 8).Select(Scalewright.Topologies.Diagrams.DiagramPalette.At));

    [Fact]
    public async Task A_page_is_written_to_a_new_folder_but_not_after_a_cancellation()
    {
        using TemporaryFolder folder = new();
        ChartPage page = new("page");
        await page.WriteAsync(folder.At("pages/page.html"));

        await Should.ThrowAsync<OperationCanceledException>(() =>
            (page with { Title = "other" }).WriteAsync(folder.At("pages/page.html"), new CancellationToken(canceled: true))
        );
        await Should.ThrowAsync<Scalewright.Files.OutputException>(() => page.WriteAsync(folder.At("pages")));

        (await File.ReadAllTextAsync(folder.At("pages/page.html"))).ShouldBe(page.ToHtml());
        Directory.GetFiles(folder.At("pages")).Length.ShouldBe(1);
    }

    [Fact]
    public void Equal_charts_render_identical_SVG() => Sample().ToSvg().ShouldBe(Sample().ToSvg());

    [Fact]
    public void A_chart_is_well_formed_SVG_and_names_every_line()
    {
        XElement picture = XElement.Parse(Sample().ToSvg());

        picture
            .Descendants()
            .Where(element => element.Name.LocalName == "title")
            .Select(element => element.Value)
            .ShouldBe(["load", "desired"]);
        picture.Attribute("aria-label")!.Value.ShouldBe("A <day> & a night");
        picture.Value.ShouldContain("violations");
    }

    [Fact]
    public void A_long_subtitle_of_a_page_is_not_truncated()
    {
        string words = string.Join(' ', Enumerable.Range(0, 200).Select(number => $"word{number}"));

        new ChartPage("page") { Subtitle = words }
            .ToHtml()
            .ShouldContain($"<p class=\"lead\">{words}</p>");
    }

    [Fact]
    public void The_SVG_of_a_million_points_stays_below_100_kilobytes()
    {
        ValueList<ChartPoint> points = Enumerable
            .Range(0, 1_000_000)
            .Select(index => new ChartPoint(index, (index * 7919L) % 1000))
            .ToValueList();
        Chart chart = new("much")
        {
            Lines =
            [
                new ChartLine("a") { Kind = ChartLineKind.Area, Points = points },
                new ChartLine("b") { Kind = ChartLineKind.Step, Points = points },
                new ChartLine("c") { Points = points },
            ],
            Annotations = new ChartAnnotations("often")
            {
                Spans = Enumerable.Range(0, 100_000).Select(index => new ChartSpan(index * 10, (index * 10) + 4)).ToValueList(),
            },
        };

        chart.ToSvg().Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void A_single_peak_among_100000_points_stays_visible()
    {
        ValueList<ChartPoint> points = Enumerable
            .Range(0, 100_000)
            .Select(index => new ChartPoint(index, index == 43_210 ? 500 : 1))
            .ToValueList();

        string band = Shape(new Chart("peak") { Lines = [new ChartLine("load") { Points = points }] }, "band");

        // 500 is the top of the axis, at 68 pixels; a column of two pixels reaches it.
        band.ShouldContain("V68H");
    }

    // 880 pixels lie between the axis at 64 and the right edge at 944.
    [Theory, InlineData(880, false), InlineData(881, true)]
    public void More_points_than_pixels_are_drawn_as_a_band_with_a_thin_line(int count, bool isBand)
    {
        ValueList<ChartPoint> points = Enumerable
            .Range(0, count)
            .Select(index => new ChartPoint(index, index % 2 == 0 ? 0 : 10))
            .ToValueList();
        Chart chart = new("dense") { Lines = [new ChartLine("load") { Kind = ChartLineKind.Step, Points = points }] };

        XElement[] shapes =
        [
            .. XElement
                .Parse(chart.ToSvg())
                .Descendants()
                .Where(shape => shape.Attribute("class")?.Value is "band" or "line" or "line thin"),
        ];

        shapes.Count(shape => shape.Name.LocalName == "path" && shape.Attribute("class")!.Value == "band").ShouldBe(isBand ? 1 : 0);
        shapes.Count(shape => shape.Attribute("class")!.Value == "line thin").ShouldBe(isBand ? 1 : 0);
        shapes.Count(shape => shape.Attribute("class")!.Value == "line").ShouldBe(isBand ? 0 : 1);
    }

    // Two values in each of 440 columns and 0 to 10 on the axis from 264 up to 68: every column spans both values, and
    // their mean is in the middle.
    [Fact]
    public void A_band_spans_the_minimum_to_the_maximum_of_each_column_and_its_line_is_the_mean()
    {
        ValueList<ChartPoint> points = Enumerable
            .Range(0, 44_000)
            .Select(index => new ChartPoint(index, index % 2 == 0 ? 0 : 10))
            .ToValueList();
        Chart chart = new("dense") { Lines = [new ChartLine("load") { Points = points }] };

        double[] line = [.. Outline(chart)[1..].Split('L').Select(pair => double.Parse(pair.Split(' ')[1], CultureInfo.InvariantCulture))];

        Shape(chart, "band").ShouldStartWith("M63 264V68H65V68H67");
        line.Length.ShouldBeInRange(440, 441);
        line.ShouldAllBe(y => Math.Abs(y - 166) < 2);
    }

    [Fact]
    public void A_gap_in_the_points_splits_the_band()
    {
        ValueList<ChartPoint> points = Enumerable
            .Range(0, 10_000)
            .Select(index => new ChartPoint(index, index is > 4_000 and < 6_000 ? double.NaN : 1))
            .ToValueList();

        Shape(new Chart("gap") { Lines = [new ChartLine("load") { Points = points }] }, "band").Count(letter => letter == 'M').ShouldBe(2);
    }

    [Fact]
    public void A_long_title_and_a_long_legend_wrap_and_make_the_chart_taller()
    {
        Chart chart = new(string.Join(' ', Enumerable.Repeat("word", 40)))
        {
            Lines =
            [
                .. Enumerable
                    .Range(1, 8)
                    .Select(number => new ChartLine($"a machine with a long name {number}") { Points = [new(0, 1), new(100, 1)] }),
            ],
        };
        XElement picture = XElement.Parse(chart.ToSvg());

        XElement[] texts = [.. picture.Descendants().Where(shape => shape.Name.LocalName == "text")];

        string.Join(' ', texts.Where(text => text.Attribute("class")!.Value == "title").Select(text => text.Value)).ShouldBe(chart.Title);
        texts.Select(text => text.Value).ShouldContain("a machine with a long name 8");
        int.Parse(picture.Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture).ShouldBeGreaterThan(300);
    }

    [Theory, InlineData(0.001, "0.0004"), InlineData(0.0013, "0.0005"), InlineData(1e-9, "2E-10")]
    public void The_axis_scales_to_small_values(double most, string mark) =>
        new Chart("v") { Lines = [new ChartLine("a") { Points = [new(0, most), new(1, most / 3)] }] }
            .ToSvg()
            .ShouldContain($">{mark}</text>");

    [Fact]
    public void An_axis_of_counts_has_no_fractional_ticks() =>
        new Chart("v") { Lines = [new ChartLine("a") { Points = [new(0, 2), new(1, 1)] }] }
            .ToSvg()
            .ShouldNotContain(">0.5</text>");

    [Fact]
    public void A_step_line_runs_horizontally_and_then_vertically()
    {
        ChartLine line = new("size") { Kind = ChartLineKind.Step, Points = [new(0, 0), new(50, 5), new(100, 5)] };

        // Left 64 to right 944, ground at 264, top of 5 at 68.
        Outline(new Chart("size") { Lines = [line] }).ShouldBe("M64 264H504V68H944");
    }

    [Fact]
    public void NaN_and_infinite_values_leave_a_gap()
    {
        ChartLine line = new("size")
        {
            Points = [new(0, 5), new(25, double.NaN), new(50, 5), new(75, double.PositiveInfinity), new(100, 5)],
        };

        Outline(new Chart("size") { Lines = [line] }).ShouldBe("M64 68M504 68M944 68");
    }

    [Theory]
    [InlineData(3600, "0", "10 min", "20 min")]
    [InlineData(90, "0", "10 s", "20 s")]
    [InlineData(604_800, "0", "1 d", "2 d")]
    [InlineData(100_000, "0", "6 h", "12 h")]
    public void A_time_axis_has_ticks_at_round_durations(double end, string first, string second, string third)
    {
        string text = XElement
            .Parse(new Chart("t") { Lines = [new ChartLine("a") { Points = [new(0, 1), new(end, 1)] }] }.ToSvg())
            .Descendants()
            .Where(element => element.Name.LocalName == "text")
            .Select(element => element.Value)
            .Aggregate((one, other) => $"{one}|{other}");

        text.ShouldContain($"|{first}|{second}|{third}|");
    }

    [Theory]
    [InlineData(0.4, "0.2")]
    [InlineData(7, "2")]
    [InlineData(1_673, "500")]
    [InlineData(2_000_000, "500k")]
    [InlineData(1e30, "2E29")]
    public void A_value_axis_has_ticks_at_round_numbers(double most, string mark) =>
        new Chart("v") { Lines = [new ChartLine("a") { Points = [new(0, most)] }] }
            .ToSvg()
            .ShouldContain($">{mark}</text>");

    [Fact]
    public void An_empty_chart_renders_as_SVG() => XElement.Parse(new Chart("").ToSvg()).Name.LocalName.ShouldBe("svg");

    [Fact]
    public void A_page_is_self_contained_and_escapes_its_text()
    {
        ChartPage page = new("Tournament <1>")
        {
            Subtitle = "Two policies & a trace",
            Verdict = new ChartVerdict("4 < 5")
            {
                IsPassed = false,
                Findings = ["a & b"],
                Note = "x",
            },
            Tiles = [new ChartTile("p99", "5 ms")],
            Facts = [new ChartFact("Seed", "7"), new ChartFact("Definition", "a: <b>\nc: 1\n")],
            Sections =
            [
                new ChartSection("Result")
                {
                    Text = "One.\n\nTwo\nlines.",
                    Table = new ChartTable(["policy", "cost"])
                    {
                        Rows =
                        [
                            ["</td><script>", "1.5 ± 0.1"],
                            ["b", "-2"],
                            ["short"],
                        ],
                    },
                    Charts = [Sample()],
                },
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
        html.ShouldContain(
            "<div class=\"verdict fail\">\n<p class=\"say\">4 &lt; 5</p>\n<ul><li>a &amp; b</li></ul>\n<p class=\"note\">x</p>\n</div>"
        );
        html.ShouldContain("<span>p99</span><b>5 ms</b>");
        html.ShouldContain("<dt>Seed</dt><dd>7</dd>");
        html.ShouldContain("<dt>Definition</dt><dd><details><summary>2 lines</summary><pre>a: &lt;b&gt;\nc: 1</pre></details></dd>");
        XElement
            .Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)])
            .Elements()
            .Count()
            .ShouldBe(11);
    }

    [Fact]
    public void A_phone_shows_rows_as_blocks_or_only_the_essential_columns()
    {
        ChartTable table = new(["point", "p50", "p99", "behind"])
        {
            Rows =
            [
                ["p1", "1 ms", "2 ms", "0 s"],
                ["p2", "1 ms", "2 ms", "0 s"],
            ],
        };
        string blocks = new ChartPage("page") { Sections = [new ChartSection { Table = table }] }.ToHtml();
        string reduced = new ChartPage("page")
        {
            Sections = [new ChartSection { Table = table with { EssentialColumns = ["p99", "behind"] } }],
        }.ToHtml();

        blocks.ShouldContain("<table class=\"rows\">");
        blocks.ShouldNotContain("A wider window shows all columns.");
        reduced.ShouldNotContain("<table class=\"rows\">");
        reduced.ShouldContain("A wider window shows all columns.");
        Regex
            .Matches(reduced, "<t[hd] class=\"number more\">(?<cell>[^<]*)</t", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .Select(match => match.Groups["cell"].Value)
            .ShouldBe(["p50", "1 ms", "1 ms"]);
    }

    [Theory]
    [InlineData("two instances", "one instance", "one instance")]
    [InlineData("one instance", "two instances", "two instances")]
    public void The_least_essential_column_is_hidden_where_not_all_fit_on_a_phone(string first, string second, string hidden)
    {
        const string Wide = "123456789012345678901234567890";
        ChartTable table = new(["point", "one instance", "two instances"])
        {
            Rows =
            [
                ["p1", Wide, Wide],
            ],
            EssentialColumns = [first, second],
        };
        string html = new ChartPage("page") { Sections = [new ChartSection { Table = table }] }.ToHtml();

        Regex
            .Matches(html, "<th class=\"[^\"]*more\">(?<cell>[^<]*)</t", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .Select(match => match.Groups["cell"].Value)
            .ShouldBe([hidden]);
    }

    [Theory, InlineData(20, false), InlineData(21, true)]
    public void Only_a_table_of_more_than_twenty_rows_is_left_out_of_the_print(int rows, bool isLeftOut)
    {
        ChartTable table = new(["point"]) { Rows = [.. Enumerable.Range(1, rows).Select(row => (ValueList<string>)[$"p{row}"])] };

        new ChartPage("page") { Sections = [new ChartSection { Table = table }] }
            .ToHtml()
            .Contains("data-print=\"21 rows: only in the page and in the export\"", StringComparison.Ordinal)
            .ShouldBe(isLeftOut);
    }

    [Fact]
    public void A_heat_map_has_a_cell_for_each_pair_with_its_text_and_a_dashed_one_without_a_value()
    {
        HeatMap map = new("Needed", ["a", "b"], ["x", "y"])
        {
            Cells = [new(1, "one"), new(20, "twenty"), new(200, "many"), new(double.NaN, "–")],
        };

        XElement[] cells = [.. XElement.Parse(map.ToSvg()).Descendants().Where(element => element.Name.LocalName == "rect").Skip(1)];

        cells.Select(cell => cell.Value).ShouldBe(["a, x: one", "b, x: twenty", "a, y: many", "b, y: –"]);
        cells[3].Attribute("fill").ShouldBeNull();
        cells.Take(3).Select(cell => (string)cell.Attribute("fill")!).Distinct().Count().ShouldBe(3, "the scale is logarithmic");
        map.ToSvg().ShouldBe(map.ToSvg());
    }

    [Fact]
    public void Names_of_columns_that_do_not_fit_above_them_are_upright_and_complete()
    {
        string[] names = [.. Enumerable.Range(1, 9).Select(number => $"nasa_http_week_{number}")];
        HeatMap map = new("Rank", [.. names], ["a"]);

        XElement[] texts =
        [
            .. XElement
                .Parse(map.ToSvg())
                .Descendants()
                .Where(element => names.Contains(element.Value) && element.Attribute("transform") is not null),
        ];

        texts.Select(text => text.Value).ShouldBe(names);
        texts.ShouldAllBe(text => text.Attribute("transform")!.Value.EndsWith("rotate(-90)", StringComparison.Ordinal));
        (map with { Columns = ["a", "b"] }).ToSvg().ShouldNotContain("rotate");
    }

    // 358 pixels at 12 pixels a letter: about 45 digits.
    [Fact]
    public void A_phone_hides_the_last_essential_columns_that_it_would_cut()
    {
        const string Figure = "123.45 ± 67.89";
        ValueList<string> columns = ["policy", "score", "cost/hour", "violations %", "nodes"];
        ChartTable table = new(columns)
        {
            EssentialColumns = ["score", "cost/hour", "violations %"],
            Rows =
            [
                ["phantom sensor", Figure, Figure, Figure, "1"],
            ],
        };

        HiddenOf(table).ShouldBe(["violations %", "nodes"]);
        HiddenOf(
                table with
                {
                    Rows =
                    [
                        ["phantom sensor", "1", "2", "3", "1"],
                    ],
                }
            )
            .ShouldBe(["nodes"]);

        static IEnumerable<string> HiddenOf(ChartTable table) =>
            Regex
                .Matches(
                    new ChartPage("page") { Sections = [new ChartSection { Table = table }] }.ToHtml(),
                    "(?<=<th class=\"[^\"]*more\">)[^<]*",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(10)
                )
                .Select(match => match.Value);
    }

    [Theory]
    [InlineData("azure_llm_code_requests_10s", "azure_llm_conv_requests_10s")]
    [InlineData(
        "a_load_with_a_very_long_name_that_no_picture_has_space_for_code_requests_of_one_day",
        "a_load_with_a_very_long_name_that_no_picture_has_space_for_conv_requests_of_one_day"
    )]
    public void Names_of_columns_and_rows_that_are_shortened_stay_different(params string[] names)
    {
        HeatMap map = new("Rank", [.. names, "c", "d", "e", "f", "g"], [.. names]);

        foreach (string svg in (string[])[map.ToSvg(), map.ToNarrowSvg()])
        {
            XElement[] texts = [.. XElement.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text")];
            string[] columns = [.. texts.Where(element => element.Attribute("transform") is not null).Select(element => element.Value)];
            columns[..2].Distinct().Count().ShouldBe(2, svg);
            texts
                .Where(element => (string?)element.Attribute("class") == "quiet end")
                .Select(element => element.Value)
                .Distinct()
                .Count()
                .ShouldBe(2, svg);
        }

        if (names[0].Length < 30)
        {
            map.ToSvg().ShouldNotContain("…");
        }
    }

    [Fact]
    public void A_cell_that_is_too_narrow_for_its_text_has_the_shorter_one()
    {
        string[] columns = [.. Enumerable.Range(1, 8).Select(number => $"c{number}")];
        HeatMap map = new("Needed", [.. columns], ["x"])
        {
            Cells = [.. columns.Select(_ => new HeatCell(double.NaN, "more than 3") { ShortText = ">3" })],
        };

        TextsOf(map.ToNarrowSvg()).ShouldBe(Enumerable.Repeat(">3", columns.Length));
        TextsOf(map.ToSvg()).ShouldBe(Enumerable.Repeat("more than 3", columns.Length));

        static IEnumerable<string> TextsOf(string svg) =>
            XElement
                .Parse(svg)
                .Descendants()
                .Where(element => element.Name.LocalName == "text" && element.Value.Contains('3') && !element.Value.StartsWith('c'))
                .Select(element => element.Value);
    }

    [Fact]
    public void Small_multiples_have_a_panel_for_each_line_with_equal_axes()
    {
        SmallMultiples chart = new(
            "Backlog",
            [.. Enumerable.Range(1, 5).Select(number => new ChartLine($"p{number}") { Points = [new(0, 0), new(60, number)] })]
        );

        XElement svg = XElement.Parse(chart.ToSvg());

        svg.Descendants().Count(element => (string?)element.Attribute("class") == "line thin").ShouldBe(5);
        svg.Descendants()
            .Where(element => element.Name.LocalName == "text")
            .Select(element => element.Value)
            .ShouldBeSubsetOf(["Backlog", "p1", "p2", "p3", "p4", "p5", "0", "5", "6", "1 min"]);
        XElement.Parse(new SmallMultiples("", []).ToSvg()).Name.LocalName.ShouldBe("svg");
    }

    private static Chart Sample() =>
        new("A <day> & a night")
        {
            Unit = "requests a second",
            Lines =
            [
                new ChartLine("load")
                {
                    Kind = ChartLineKind.Area,
                    Points = Enumerable.Range(0, 100).Select(index => new ChartPoint(index * 60, index % 17)).ToValueList(),
                },
                new ChartLine("desired") { Kind = ChartLineKind.Step, Points = [new(0, 1), new(1200, 4), new(5940, 2)] },
            ],
            Annotations = new ChartAnnotations("violations") { Spans = [new(300, 500), new(400, 900), new(2000, 2000)] },
        };

    private static string Outline(Chart chart) =>
        XElement
            .Parse(chart.ToSvg())
            .Descendants()
            .Single(element => element.Attribute("class")?.Value is "line" or "line thin")
            .Attribute("d")!
            .Value;

    private static string Shape(Chart chart, string style) =>
        XElement
            .Parse(chart.ToSvg())
            .Descendants()
            .Single(element => element.Name.LocalName == "path" && element.Attribute("class")?.Value == style)
            .Attribute("d")!
            .Value;
}
