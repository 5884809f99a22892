using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Benchmarks.Coverage;

/// <summary>
/// The verb <c>branches folder source…</c>: ratio of the covered branches of the given sources, over all Cobertura
/// files of a folder. If several runs covered a line differently, the best run counts, so the ratio is a lower bound.
/// </summary>
internal static partial class BranchShare
{
    public static int Run(string[] options)
    {
        if (options is not [string folder, .. { Length: > 0 } sources])
        {
            Console.Error.WriteLine("usage: branches folder source…, as in: branches coverage src/Sdk/Core/Planning src/Sdk/Core/Clusters");
            return 2;
        }

        Dictionary<(string File, int Line), (int Hit, int All)> lines = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.cobertura.xml", SearchOption.AllDirectories))
        {
            Take(XDocument.Load(file), lines);
        }

        foreach (string source in sources)
        {
            Print(source, lines.Where(line => line.Key.File.Contains($"/{source}/", StringComparison.Ordinal)).Select(line => line.Value));
        }

        return lines.Count > 0 ? 0 : 1;
    }

    private static void Take(XDocument report, Dictionary<(string File, int Line), (int Hit, int All)> lines)
    {
        foreach (XElement part in report.Descendants("class"))
        {
            string file = part.Attribute("filename")?.Value ?? "";
            foreach (XElement line in part.Descendants("line"))
            {
                Match share = Shares().Match(line.Attribute("condition-coverage")?.Value ?? "");
                if (share.Success)
                {
                    (string, int) key = (file, Number(line.Attribute("number")?.Value ?? "0"));
                    (int hit, int all) = lines.GetValueOrDefault(key);
                    lines[key] = (Math.Max(hit, Number(share.Groups["hit"].Value)), Math.Max(all, Number(share.Groups["all"].Value)));
                }
            }
        }
    }

    private static void Print(string source, IEnumerable<(int Hit, int All)> lines)
    {
        (int hit, int all) = lines.Aggregate((Hit: 0, All: 0), (sum, line) => (sum.Hit + line.Hit, sum.All + line.All));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{source}: {hit} of {all} branches, {100.0 * hit / Math.Max(all, 1):F1} %")
        );
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\((?<hit>\d+)/(?<all>\d+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shares();
}
