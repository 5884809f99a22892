namespace Scalewright.Charts;

/// <summary>Writes a page as one HTML file with its styles and charts, without scripts and without other files.</summary>
internal static class HtmlPage
{
    // Narrow windows show narrow pictures, and table rows as blocks. On a phone, a number never breaks: a table that is
    // still too wide scrolls in its box, and the page never scrolls horizontally.
    private const string Style =
        ":root{color-scheme:light dark}"
        + "body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;max-width:1240px;"
        + "margin:2rem auto;padding:0 1rem;color:#1f2933;background:#fff}\n"
        + "h1{font-size:26px;margin:0}h2{font-size:19px;margin:2rem 0 .5rem}.lead{color:#5f6c7b;margin:.25rem 0 1rem}"
        + ".verdict{border:1px solid #d5dce4;border-left:5px solid #0969da;border-radius:6px;padding:.8rem 1.2rem;"
        + "margin:1rem 0}.verdict.pass{border-left-color:#1a7f37}.verdict.fail{border-left-color:#cf222e}\n"
        + ".say{font-size:20px;line-height:1.35;font-weight:600;margin:0}.verdict ul{margin:.5rem 0 0;"
        + "padding-left:1.2rem}.note{color:#5f6c7b;font-size:13px;margin:.5rem 0 0}\n"
        + ".base td{color:#5f6c7b}"
        + ".tiles{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}.tile{min-width:92px}"
        + ".tile b{display:block;font-size:21px;font-weight:600;font-variant-numeric:tabular-nums}"
        + ".tile span{display:block;font-size:12.5px;color:#5f6c7b}\n"
        + "details.fold{border-top:1px solid #d5dce4;padding:.5rem 0;margin-top:.75rem}"
        + ".fold>summary{font-weight:600}h1,h2,p,dd,pre{overflow-wrap:anywhere}p{max-width:1000px}"
        + ".wide{overflow-x:auto}\n"
        + "table{border-collapse:collapse;font-size:13px;margin:.5rem 0}"
        + "th,td{padding:.3rem .7rem;text-align:left;border-bottom:1px solid #d5dce4;white-space:nowrap}"
        + "th{font-weight:600;white-space:normal;vertical-align:bottom}\n"
        + "table.many{font-size:12px}.many th,.many td{padding:.3rem .45rem}\n"
        + "td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}"
        + "td.name{white-space:normal;overflow-wrap:anywhere;min-width:8em}"
        + "svg{display:block;box-sizing:border-box;width:100%;height:auto;margin:.5rem 0 1.25rem;"
        + "border:1px solid #d5dce4;border-radius:6px}.phone{display:none}\n"
        + "footer{margin:3rem 0 1rem;padding-top:.75rem;border-top:1px solid #d5dce4;color:#5f6c7b;font-size:13px}"
        + "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 1rem}"
        + "dt{color:#5f6c7b}dd{margin:0}"
        + "li{overflow-wrap:anywhere}summary{cursor:pointer}pre{white-space:pre-wrap;font-size:12px}\n"
        + "@media screen and (max-width:1000px){table{font-size:12px}"
        + "th,td,.many th,.many td{padding:.3rem .35rem;white-space:normal}td.number,td.whole{white-space:nowrap}"
        + ".many td{white-space:normal}}\n"
        + "@media screen and (max-width:760px){.say{font-size:17px}.window{display:none}"
        + ".phone{display:block;max-width:480px}.tiles{display:grid;grid-template-columns:1fr 1fr;gap:.5rem}"
        + ".tile b{font-size:18px}th,td,.many th,.many td{padding:.3rem .2rem}"
        + "td.number,td.whole,.many td.number,.many td.whole{white-space:nowrap}"
        + "table.rows,.rows tbody,.rows tr,.rows td{display:block}.rows thead{display:none}"
        + ".rows tr{border-bottom:1px solid #d5dce4;padding:.4rem 0}\n"
        + ".rows td,.rows td.number{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.1rem 0;"
        + "text-align:right;white-space:normal;overflow-wrap:anywhere}"
        + ".rows td.number,.rows td.whole{white-space:nowrap}"
        + ".rows td::before{content:attr(data-label);color:#5f6c7b;text-align:left;white-space:normal;"
        + "overflow-wrap:break-word}"
        + ".more{display:none}.rows td:first-child{font-weight:600}.rows td:empty{display:none}"
        + "dl{grid-template-columns:1fr}dt{font-weight:600;margin-top:.4rem}}\n"
        + "@media screen and (prefers-color-scheme:dark){body{color:#e4e9ef;background:#14181d}"
        + "dt,.lead,footer,.note,.tile span,.base td,.rows td::before{color:#9aa7b5}"
        + "th,td,footer,.rows tr,details.fold,.verdict{border-color:#36404b}svg{border-color:#36404b}"
        + ".verdict{border-left-color:#58a6ff}.verdict.pass{border-left-color:#3fb950}"
        + ".verdict.fail{border-left-color:#f85149}}\n"
        + "@media print{@page{size:A4;margin:15mm}:root{color-scheme:light}body{margin:0;padding:0;max-width:none}"
        + "h2,summary{break-after:avoid}svg,table,tr,.verdict,.tiles{break-inside:avoid}"
        + "table,table.many{font-size:9.5px}th,td,.many th,.many td{padding:.2rem .3rem;white-space:normal}"
        + "td.number,td.whole,.many td.number,.many td.whole{white-space:nowrap}"
        + "details::details-content{content-visibility:visible;block-size:auto}"
        + ".long table{display:none}.long::after{content:attr(data-print);color:#5f6c7b}}";

    // Tables with more columns do not fit on a phone.
    private const int ColumnsOfPhone = 3;

    // Maximum number of columns after the first in a window of 800 pixels. Further columns follow in another table
    // below, which repeats the first column.
    private const int ColumnsBeside = 10;

    // From this number of columns, the font is smaller, so that numbers with their spread fit a window of 1200 pixels.
    private const int ColumnsMany = 9;

    // A phone of 390 pixels without its margins, and the style of its tables.
    private const int PhoneWidth = 358;
    private const int PhoneLetterSize = 12;
    private const double PhonePadding = 6.4;

    // td.name: 8em.
    private const double MaxNameWidth = 8 * PhoneLetterSize;

    // A longer table is not printed.
    private const int RowsOfPrint = 20;

    private const int FactLength = 1000;

    // A longer text that starts with a digit is not a number. A longer word may break anywhere in a narrow column.
    private const int MaxNumberLength = 32;
    private const int MaxWordLength = 18;

    public static string Draw(ChartPage page)
    {
        string title = TextEscaping.EscapeMarkup(page.Title);
        StringBuilder text = new();
        text.Append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                + $"content=\"width=device-width\">\n<title>{title}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>"
                + $"{title}</h1>\n"
        );
        Append(text, "<p class=\"lead\">", page.Subtitle);
        Append(text, page.Verdict);
        Append(text, page.Tiles);
        foreach (ChartSection section in page.Sections)
        {
            Append(text, section);
        }

        if (page.Facts.Count > 0)
        {
            text.Append("<footer>\n");
            Append(text, page.Facts);
            text.Append("</footer>\n");
        }

        return text.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder text, ChartSection section)
    {
        string title = TextEscaping.EscapeMarkup(section.Title);
        if (section.IsFolded)
        {
            text.Append($"<details class=\"fold\"><summary>{title}</summary>\n");
        }
        else if (title.Length > 0)
        {
            text.Append($"<h2>{title}</h2>\n");
        }

        Append(text, "<p>", section.Text);
        foreach (HeatMap map in section.HeatMaps)
        {
            AppendPicture(text, map.ToSvg(), map.ToNarrowSvg());
        }

        foreach (BarChart chart in section.Bars)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }

        foreach (SpreadChart chart in section.Spreads)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }

        foreach (PanelChart chart in section.Panels)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }

        if (section.Table is { } table)
        {
            Append(text, table);
        }

        Append(text, section.Facts);
        foreach (Chart chart in section.Charts)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }

        foreach (SmallMultiples chart in section.Multiples)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }

        if (section.IsFolded)
        {
            text.Append("</details>\n");
        }
    }

    private static void Append(StringBuilder text, ChartVerdict? verdict)
    {
        if (verdict is null)
        {
            return;
        }

        string style = verdict.IsPassed switch
        {
            true => "verdict pass",
            false => "verdict fail",
            null => "verdict",
        };
        text.Append($"<div class=\"{style}\">\n");
        Append(text, "<p class=\"say\">", verdict.Sentence);
        if (verdict.Findings.Count > 0)
        {
            text.Append("<ul>")
                .AppendJoin("", verdict.Findings.Select(finding => $"<li>{TextEscaping.EscapeMarkup(finding, 1000)}</li>"))
                .Append("</ul>\n");
        }

        Append(text, "<p class=\"note\">", verdict.Note);
        text.Append("</div>\n");
    }

    private static void Append(StringBuilder text, ValueList<ChartTile> tiles)
    {
        if (tiles.Count > 0)
        {
            text.Append("<div class=\"tiles\">\n")
                .AppendJoin(
                    "",
                    tiles.Select(tile =>
                        $"<div class=\"tile\"><span>{TextEscaping.EscapeMarkup(tile.Name)}</span>"
                        + $"<b>{TextEscaping.EscapeMarkup(tile.Text)}</b>"
                        + $"<span>{TextEscaping.EscapeMarkup(tile.Detail)}</span></div>\n"
                    )
                )
                .Append("</div>\n");
        }
    }

    /// <summary>Adds one picture for windows and one for phones, of which only one is visible.</summary>
    private static void AppendPicture(StringBuilder text, string picture, string narrow) =>
        text.Append("<div class=\"window\">").Append(picture).Append("</div>\n<div class=\"phone\">").Append(narrow).Append("</div>\n");

    private static void Append(StringBuilder text, ValueList<ChartFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        text.Append("<dl>\n");
        foreach (ChartFact fact in facts)
        {
            string[] lines =
            [
                .. fact.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => TextEscaping.EscapeMarkup(line, FactLength)),
            ];
            string shown =
                lines.Length == 1
                    ? lines[0]
                    : $"<details><summary>{Pluralizer.Format(lines.Length, "line")}</summary><pre>"
                        + $"{string.Join('\n', lines)}</pre></details>";
            text.Append($"<dt>{TextEscaping.EscapeMarkup(fact.Name)}</dt><dd>{shown}</dd>\n");
        }

        text.Append("</dl>\n");
    }

    private static void Append(StringBuilder text, string tag, string content)
    {
        foreach (
            string paragraph in content
                .ReplaceLineEndings("\n")
                .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            text.Append($"{tag}{TextEscaping.EscapeMarkup(paragraph.Replace('\n', ' '), 4000)}</p>\n");
        }
    }

    private static void Append(StringBuilder text, ChartTable table)
    {
        int[] behind = [.. Enumerable.Range(1, Math.Max(0, table.Columns.Count - 1))];
        foreach (int[] part in behind.Chunk(ColumnsBeside).DefaultIfEmpty([]))
        {
            Append(text, table, [.. table.Columns.Count > 0 ? (int[])[0] : [], .. part]);
        }
    }

    private static void Append(StringBuilder text, ChartTable table, int[] columns)
    {
        bool isReduced = table.EssentialColumns.Count > 0;
        bool[] areHidden =
        [
            .. columns.Select(
                (column, index) => isReduced && index > 0 && !table.EssentialColumns.Contains(table.Columns[column], StringComparer.Ordinal)
            ),
        ];
        bool[] areNumbers =
        [
            .. columns.Select(column => table.Rows.Count > 0 && table.Rows.All(row => column >= row.Count || IsNumber(row[column]))),
        ];
        bool areBlocks = columns.Length > ColumnsOfPhone && !isReduced;
        if (isReduced)
        {
            HideColumns(table, columns, areNumbers, areHidden);
        }

        string style = JoinStyles(
            (areBlocks, "rows"),
            (columns.Length >= ColumnsMany, "many"),
            (columns.Length > 1 && areHidden.Skip(1).All(isHidden => isHidden), "more")
        );
        string pointer =
            table.Rows.Count > RowsOfPrint
                ? $" long\" data-print=\"{Pluralizer.FormatGrouped(table.Rows.Count, "row")}: only in the page and in the export"
                : "";
        text.Append($"<div class=\"wide{pointer}\"><table{style}>\n<thead><tr>");
        for (int index = 0; index < columns.Length; index++)
        {
            Append(text, "th", (areNumbers[index], areHidden[index]), table.Columns[columns[index]], label: "");
        }

        text.Append("</tr></thead>\n<tbody>\n");
        foreach ((int number, ValueList<string> row) in table.Rows.Index())
        {
            text.Append(number < table.Rows.Count - table.BaselineCount ? "<tr>" : "<tr class=\"base\">");
            for (int index = 0; index < columns.Length; index++)
            {
                string cell = columns[index] < row.Count ? row[columns[index]] : "";
                string label = areBlocks ? table.Columns[columns[index]] : "";
                Append(text, "td", (areNumbers[index], areHidden[index]), cell, label);
            }

            text.Append("</tr>\n");
        }

        text.Append("</tbody>\n</table></div>\n");
        if (isReduced && areHidden.Contains(true))
        {
            text.Append("<p class=\"note phone\">A wider window shows all columns.</p>\n");
        }
    }

    /// <summary>Hides the least essential columns until the others fit on a phone, and keeps at least one beside the
    /// first.</summary>
    private static void HideColumns(ChartTable table, int[] columns, bool[] areNumbers, bool[] areHidden)
    {
        double[] widths = [.. columns.Select((column, index) => GetPhoneWidth(table, column, areNumbers[index]))];
        string[] essential = [.. table.EssentialColumns];
        int[] shown =
        [
            .. Enumerable
                .Range(0, columns.Length)
                .Where(index => !areHidden[index])
                .OrderBy(index => index == 0 ? -1 : Array.IndexOf(essential, table.Columns[columns[index]])),
        ];
        for (int last = shown.Length - 1; last > 1 && shown[..(last + 1)].Sum(index => widths[index]) > PhoneWidth; last--)
        {
            areHidden[shown[last]] = true;
        }
    }

    /// <summary>Returns the least width of a column in pixels. Only numbers do not break at spaces.</summary>
    private static double GetPhoneWidth(ChartTable table, int column, bool isNumber)
    {
        IEnumerable<string> cells = table.Rows.Select(row => column < row.Count ? row[column] : "");
        double widest = cells
            .Select(cell =>
                isNumber || IsNumber(cell)
                    ? TextWidth.Measure(cell, PhoneLetterSize)
                    : Math.Min(MaxNameWidth, MeasureWord(cell, isBold: false))
            )
            .DefaultIfEmpty()
            .Max();
        return Math.Max(widest, MeasureWord(table.Columns[column], isBold: true)) + PhonePadding;

        static double MeasureWord(string text, bool isBold) =>
            text.Split(' ').Max(word => TextWidth.Measure(word, PhoneLetterSize, isBold));
    }

    private static void Append(StringBuilder text, string tag, (bool IsNumber, bool IsHidden) column, string content, string label)
    {
        string data = label.Length > 0 ? $" data-label=\"{TextEscaping.EscapeMarkup(label)}\"" : "";
        bool isCell = tag == "td";
        bool isWhole = isCell && !column.IsNumber && IsNumber(content);
        bool isName = isCell && content.Split(' ').Any(word => word.Length > MaxWordLength);
        string style = JoinStyles((column.IsNumber, "number"), (isWhole, "whole"), (isName, "name"), (column.IsHidden, "more"));
        text.Append($"<{tag}{style}{data}>{TextEscaping.EscapeMarkup(content)}</{tag}>");
    }

    private static string JoinStyles(params (bool IsUsed, string Name)[] styles)
    {
        string names = string.Join(' ', styles.Where(style => style.IsUsed).Select(style => style.Name));
        return names.Length > 0 ? $" class=\"{names}\"" : "";
    }

    /// <summary>Accepts a number with optional sign, relation, unit or spread, or an empty text.</summary>
    private static bool IsNumber(string text) =>
        text.Length == 0
        || text is "–"
        || (text.Length <= MaxNumberLength && char.IsAsciiDigit(text.TrimStart('-', '+', '±', '≈', '≥', '≤', '<', ' ').FirstOrDefault()));
}
