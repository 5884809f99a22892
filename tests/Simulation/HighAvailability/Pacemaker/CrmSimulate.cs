using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Scalewright;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Simulation.Tests.HighAvailability.Pacemaker;

/// <summary>Pacemaker's own scheduler, run on one cluster: <c>crm_simulate</c> of Debian's pacemaker-cli-utils.</summary>
internal sealed class CrmSimulate(string folder)
{
    public const string Program = "/usr/sbin/crm_simulate";

    private const int RoundsMax = 5;
    private const int StuckCode = 1;

    private XElement _status = new("status");

    /// <summary>Lets events happen, and the scheduler react until nothing is left to do.</summary>
    /// <param name="state">The configuration, the members' standby and the quorum after the events.</param>
    /// <param name="events">The events.</param>
    /// <returns>What is where at the end, and who was fenced.</returns>
    public async Task<ClusterPicture> ApplyAsync(ScoreState state, ValueList<ScoreEvent> events)
    {
        SortedSet<string> fenced = new(StringComparer.Ordinal);
        string[] arguments = [.. events.SelectMany(Arguments)];
        ClusterPicture picture = ClusterPicture.Empty;
        for (int round = 0; round < RoundsMax; round++)
        {
            XElement result = await RunAsync(Cib.Of(state, _status), arguments);
            IEnumerable<string> lost = result.Descendants("fencing_action").Select(action => action.Attribute("target")!.Value);
            ClusterPicture before = ClusterPicture.Read(result.Element("cluster_status")!);
            picture = ClusterPicture.Read(result.Element("revised_cluster_status") ?? result.Element("cluster_status")!);
            int known = fenced.Count;
            fenced.UnionWith(lost);
            if (arguments.Length == 0 && picture == before && fenced.Count == known)
            {
                break;
            }

            arguments = [];
        }

        return picture with { Fenced = fenced.ToValueList() };
    }

    private async Task<XElement> RunAsync(XElement cib, string[] arguments)
    {
        string input = Path.Combine(folder, "in.xml");
        string output = Path.Combine(folder, "out.xml");
        cib.Save(input);
        string[] words = ["--xml-file", input, "--save-output", output, "--simulate", "--output-as=xml", .. arguments];
        ProcessStartInfo start = new(Program, words)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} does not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        // 1: some actions wait for others for ever, as where a group has a member that nobody manages; the others were carried out.
        process.ExitCode.ShouldBeOneOf([0, StuckCode], $"{await errors}\n{text}\n{cib}");
        _status = XElement.Load(output).Element("status")!;
        return XElement.Parse(text);
    }

    private static IEnumerable<string> Arguments(ScoreEvent happening) => happening.Kind switch
    {
        ScoreEventKind.NodeUp => ["--node-up", happening.Node],
        ScoreEventKind.NodeDown => ["--node-down", happening.Node],
        ScoreEventKind.NodeFail => ["--node-fail", happening.Node],
        ScoreEventKind.MonitorFailure => ["--op-inject", $"{happening.Resource}_monitor_10000@{happening.Node}={Code(happening)}"],
        ScoreEventKind.StartFailure => ["--op-fail", $"{happening.Resource}_start_0@{happening.Node}={Code(happening)}"],
        ScoreEventKind.StopFailure => ["--op-fail", $"{happening.Resource}_stop_0@{happening.Node}={Code(happening)}"],
        _ => [],
    };

    private static string Code(ScoreEvent happening) => happening.Number.ToString(CultureInfo.InvariantCulture);
}
