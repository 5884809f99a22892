namespace Scalewright.Charts;

internal static class HtmlPage
{
    // Narrow windows show narrow pictures, and table rows as blocks, so that no horizontal scrolling is needed.
    private const string Style =
        ":root{color-scheme:light dark}"
        + "body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;max-width:1240px;"
        + "margin:2rem auto;padding:0 1rem;color:#1f2933;background:#fff}\n"
        + "h1{font-size:26px;margin:0}h2{font-size:19px;margin:2rem 0 .5rem}.lead{color:#5f6c7b;margin:.25rem 0 1rem}"
        + ".headline{font-size:18px;margin:1rem 0}h1,h2,p,dd,pre{overflow-wrap:anywhere}p{max-width:1000px}"
        + ".wide{overflow-x:auto}\n"
        + "table{border-collapse:collapse;font-size:13px;margin:.5rem 0}"
        + "th,td{padding:.3rem .7rem;text-align:left;border-bottom:1px solid #d5dce4;white-space:nowrap}"
        + "th{font-weight:600;white-space:normal;vertical-align:bottom}\n"
        + "table.many{font-size:12px}.many th,.many td{padding:.3rem .45rem}\n"
        + "td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}"
        + "svg{display:block;box-sizing:border-box;width:100%;height:auto;margin:.5rem 0 1.25rem;"
        + "border:1px solid #d5dce4;border-radius:6px}.phone{display:none}\n"
        + "footer{margin:3rem 0 1rem;padding-top:.75rem;border-top:1px solid #d5dce4;color:#5f6c7b;font-size:13px}"
        + "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}dd{margin:0}"
        + "summary{cursor:pointer}pre{white-space:pre-wrap;font-size:12px}\n"
        + "@media(max-width:1000px){table{font-size:12px}"
        + "th,td,.many th,.many td{padding:.3rem .35rem;white-space:normal}}\n"
        + "@media(max-width:760px){.window{display:none}.phone{display:block;max-width:480px}"
        + "td{overflow-wrap:anywhere}td.number{white-space:nowrap}"
        + "table.rows,.rows tbody,.rows tr,.rows td{display:block}.rows thead{display:none}"
        + ".rows tr{border-bottom:1px solid #d5dce4;padding:.4rem 0}\n"
        + ".rows td,.rows td.number{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.1rem 0;"
        + "text-align:right;white-space:normal}"
        + ".rows td::before{content:attr(data-label);color:#5f6c7b;text-align:left}"
        + ".rows td:first-child{font-weight:600}.rows td:empty{display:none}dl{grid-template-columns:1fr}"
        + "dt{font-weight:600;margin-top:.4rem}}\n"
        + "@media(prefers-color-scheme:dark){body{color:#e4e9ef;background:#14181d}"
        + ".lead,footer,.rows td::before{color:#9aa7b5}th,td,footer,.rows tr{border-color:#36404b}"
        + "svg{border-color:#36404b}}";

    // Tables with more columns do not fit on a phone.
    private const int ColumnsOfPhone = 3;

    // Maximum number of columns after the first in a window of 800 pixels. Further columns follow in another table
    // below, which repeats the first column.
    private const int ColumnsBeside = 10;

    // From this number of columns, the font is smaller, so that numbers with their spread fit a window of 1200 pixels.
    private const int ColumnsMany = 9;

    private const int FactLength = 1000;

    public static string Draw(ChartPage page)
    {
        string title = MarkupEscaping.Escape(page.Title);
        StringBuilder text = new();
        text.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
            + $"content=\"width=device-width\">\n<title>{title}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>"
            + $"{title}</h1>\n");
        Append(text, "<p class=\"lead\">", page.Subtitle);
        Append(text, "<p class=\"headline\">", page.Summary);
        foreach (ChartSection section in page.Sections)
        {
            Append(text, section);
        }

        Append(text, page.Facts);
        return text.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder text, ChartSection section)
    {
        if (section.Title.Length > 0)
        {
            text.Append($"<h2>{MarkupEscaping.Escape(section.Title)}</h2>\n");
        }

        Append(text, "<p>", section.Text);
        if (section.Table is { } table)
        {
            Append(text, table);
        }

        foreach (Chart chart in section.Charts)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }

        foreach (SpreadChart chart in section.Spreads)
        {
            AppendPicture(text, chart.ToSvg(), chart.ToNarrowSvg());
        }
    }

    /// <summary>Adds one picture for windows and one for phones, of which only one is visible.</summary>
    private static void AppendPicture(StringBuilder text, string picture, string narrow) =>
        text.Append("<div class=\"window\">").Append(picture).Append("</div>\n<div class=\"phone\">").Append(narrow)
            .Append("</div>\n");

    private static void Append(StringBuilder text, ValueList<ChartFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        text.Append("<footer>\n<dl>\n");
        foreach (ChartFact fact in facts)
        {
            string[] lines = [.. fact.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')
                .Select(line => MarkupEscaping.Escape(line, FactLength))];
            string shown = lines.Length == 1
                ? lines[0]
                : $"<details><summary>{Pluralizer.Format(lines.Length, "line")}</summary><pre>"
                    + $"{string.Join('\n', lines)}</pre></details>";
            text.Append($"<dt>{MarkupEscaping.Escape(fact.Name)}</dt><dd>{shown}</dd>\n");
        }

        text.Append("</dl>\n</footer>\n");
    }

    private static void Append(StringBuilder text, string tag, string content)
    {
        foreach (string paragraph in content.ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            text.Append($"{tag}{MarkupEscaping.Escape(paragraph.Replace('\n', ' '), 4000)}</p>\n");
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
        bool[] areNumbers = [.. columns.Select(
            column => table.Rows.Count > 0 && table.Rows.All(row => column >= row.Count || IsNumber(row[column])))];
        bool areBlocks = columns.Length > ColumnsOfPhone;
        string[] styles = [.. new[] { (areBlocks, "rows"), (columns.Length >= ColumnsMany, "many") }
            .Where(style => style.Item1)
            .Select(style => style.Item2)];
        text.Append($"<div class=\"wide\"><table{(styles.Length > 0 ? $" class=\"{string.Join(' ', styles)}\"" : "")}"
            + ">\n<thead><tr>");
        for (int index = 0; index < columns.Length; index++)
        {
            Append(text, "th", areNumbers[index], table.Columns[columns[index]], label: "");
        }

        text.Append("</tr></thead>\n<tbody>\n");
        foreach (ValueList<string> row in table.Rows)
        {
            text.Append("<tr>");
            for (int index = 0; index < columns.Length; index++)
            {
                Append(text, "td", areNumbers[index], columns[index] < row.Count ? row[columns[index]] : "",
                    areBlocks ? table.Columns[columns[index]] : "");
            }

            text.Append("</tr>\n");
        }

        text.Append("</tbody>\n</table></div>\n");
    }

    private static void Append(StringBuilder text, string tag, bool isNumber, string content, string label)
    {
        string data = label.Length > 0 ? $" data-label=\"{MarkupEscaping.Escape(label)}\"" : "";
        text.Append($"<{tag}{(isNumber ? " class=\"number\"" : "")}{data}>{MarkupEscaping.Escape(content)}</{tag}>");
    }

    /// <summary>Accepts a number with optional sign, unit or spread, or an empty text.</summary>
    private static bool IsNumber(string text) =>
        text.Length == 0 || char.IsAsciiDigit(text.TrimStart('-', '+', '±').FirstOrDefault()) || text is "–";
}
