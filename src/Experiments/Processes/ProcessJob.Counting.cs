using System.Globalization;
using System.Text;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Processes;

/// <content>What the broker counted against what instances counted by themselves.</content>
internal sealed partial class ProcessJob
{
    /// <summary>Compares them, and notes both. They differ only where an agent ended with what it had counted.</summary>
    private async Task CompareAsync(LiveLoop loop, BrokerTally tally, CancellationToken cancellationToken)
    {
        Dictionary<string, (long Records, HashSet<string> Instances)> own = new(StringComparer.Ordinal);
        foreach (ProcessNode node in _nodes)
        {
            string[][] lines = [.. await FetchAsync(loop, node, cancellationToken)];
            _isWhole &= node.Given.All(ticket => lines.Any(words => words[0] == ticket.Operator && words[1] == Text(ticket.Index) && words[2] == Text(ticket.Generation)));
            foreach (string[] words in lines)
            {
                (long records, HashSet<string> instances) = own.TryGetValue(words[0], out (long, HashSet<string>) known) ? known : (0, []);
                instances.Add($"{words[1]} {words[2]}");
                own[words[0]] = (records + long.Parse(words[3], CultureInfo.InvariantCulture), instances);
            }
        }

        foreach (OperatorTally item in tally.Operators)
        {
            (long records, HashSet<string> instances) = own.TryGetValue(item.Operator, out (long, HashSet<string>) known) ? known : (0, []);
            loop.Mark("count", string.Create(CultureInfo.InvariantCulture, $"{item.Operator}: {item.Done} records are done; those who did them counted {records}, in {CountText.Of(instances.Count, "instance")}"));
            if (_isWhole && records != item.Done)
            {
                _failure ??= string.Create(CultureInfo.InvariantCulture, $"{item.Done} records of '{item.Operator}' are done, and its instances counted {records}: what was measured cannot be trusted");
            }
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The lines of a machine's file: operator, instance, generation, records.</summary>
    private async Task<IEnumerable<string[]>> FetchAsync(LiveLoop loop, ProcessNode node, CancellationToken cancellationToken)
    {
        try
        {
            string path = await node.Worker.EndAsync(cancellationToken);
            byte[] bytes = path.Length > 0 ? await node.Node.GetFileAsync(path, cancellationToken) : [];
            await KeepAsync(node.Name, bytes, cancellationToken);
            return Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(words => words.Length == 4);
        }
        catch (Exception trouble) when (trouble is AgentException or ClusterException)
        {
            _isWhole = false;
            loop.Tell((ScalewrightException)trouble);
            return [];
        }
    }

    private async Task KeepAsync(string node, byte[] bytes, CancellationToken cancellationToken)
    {
        if (_options.Kept.Length > 0)
        {
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(_options.Kept).FullName, $"{node}.tsv"), bytes, cancellationToken);
        }
    }
}
