using System.Text;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace ScalehubSample;

/// <summary>A page of links to services, created from a list in a file.</summary>
/// <param name="Links">Name, playbook and address of each; <c>{control}</c> in an address is replaced by the first
/// control host.</param>
internal sealed record DashboardPage(ValueList<(string Name, string Playbook, string Url)> Links)
{
    private const string Style = "body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}li{margin:.6rem 0}small{opacity:.7;display:block;overflow-wrap:anywhere}";

    public static DashboardPage Read(string file)
    {
        Document document = DocumentReader.Read(File.ReadAllBytes(file), Dialect.Yaml, source: file);
        return document.Root is DocumentList list && list.All(item => item is DocumentMap map && Keys.All(key => map[key] is DocumentScalar))
            ? new DashboardPage([.. list.Cast<DocumentMap>().Select(map => (map["name"]!.ToString()!, map["playbook"]!.ToString()!, map["url"]!.ToString()!))])
            : throw (document.Problems.Count > 0 ? new VerbException(document.Problems) : new InvalidDataException($"{file}: write a list of entries with {string.Join(", ", Keys)}"));
    }

    /// <summary>Renders links to deployed services, and the missing playbook of the others.</summary>
    public string ToHtml(PlatformFolder platforms, ValueList<DeploymentRecord> records)
    {
        string? control = ControlOf(platforms);
        HashSet<string> deployed = [.. records.Where(record => record.State == DeploymentState.Deployed && !record.IsSimulated).Select(record => record.Name)];
        StringBuilder text = new($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Dashboards</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>Dashboards</h1>\n<ul>\n");
        foreach ((string name, string playbook, string url) in Links)
        {
            string stage = playbook.Split('/')[0] + "/setup";
            bool isThere = control is not null && (deployed.Contains(playbook) || deployed.Contains(stage));
            string address = Escape(url.Replace("{control}", control, StringComparison.Ordinal));
            text.Append(isThere
                ? $"<li><a href=\"{address}\">{Escape(name)}</a><small>{address}</small></li>\n"
                : $"<li>{Escape(name)}<small>not deployed: shub deploy {Escape(playbook)}</small></li>\n");
        }

        return text.Append("</ul>\n</body>\n</html>\n").ToString();
    }

    private static readonly string[] Keys = ["name", "playbook", "url"];

    private static string? ControlOf(PlatformFolder platforms)
    {
        ValueList<PlatformSection> sections = [.. platforms.ReadState().Where(section => !platforms.IsSimulated(section))];
        Inventory whole = sections.Select(section => InventoryFile.Read(Path.Combine(platforms.FullPath, section.InventoryFileName)).Inventory)
            .OfType<Inventory>().Aggregate(Inventory.Empty, (all, one) => all.Merge(one));
        ResolvedInventory resolved = whole.Resolve();
        return resolved.Groups.FirstOrDefault(group => group.Name == "control") is not { Hosts: [string host, ..] } ? null : ((resolved.HostVars[host] as DocumentMap)?["ansible_host"] as DocumentScalar)?.Text ?? host;
    }

    private static string Escape(string text) => System.Net.WebUtility.HtmlEncode(text);
}
