using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Processes;

internal sealed partial class ProcessJob
{
    /// <summary>
    /// Compares and records the counters of the broker and of the instances. They differ only if a machine or an agent
    /// terminated and lost its counters, or was cut off before it received a confirmation. Such differences are
    /// recorded too.
    /// </summary>
    private async Task CompareAsync(RunLoop loop, BrokerCounters stats, CancellationToken cancellationToken)
    {
        Dictionary<(string Operator, string Index, string Generation), long> counts = [];
        foreach (ProcessNode node in _nodes)
        {
            string[][] lines = [.. await FetchAsync(loop, node, cancellationToken)];
            _isWhole &= node.Requested.All(ticket =>
                lines.Any(cells => cells[0] == ticket.Operator && cells[1] == Text(ticket.Index) && cells[2] == Text(ticket.Generation))
            );
            foreach (string[] cells in lines)
            {
                (string, string, string) instance = (cells[0], cells[1], cells[2]);
                counts[instance] = counts.GetValueOrDefault(instance) + long.Parse(cells[3], CultureInfo.InvariantCulture);
            }
        }

        foreach (OperatorCounters counters in stats.Operators)
        {
            Compare(
                loop,
                counters,
                counts
                    .Where(entry => entry.Key.Operator == counters.Operator)
                    .ToDictionary(entry => (entry.Key.Index, entry.Key.Generation), entry => entry.Value)
            );
        }
    }

    private void Compare(RunLoop loop, OperatorCounters counters, Dictionary<(string Index, string Generation), long> counts)
    {
        long counted = counts.Values.Sum();
        Dictionary<(string, string), long> done = counters.Shares.ToDictionary(
            share => (Text(share.Index), Text(share.Generation)),
            share => share.Done
        );
        (string, string)[] lacking = [.. done.Where(entry => counts.GetValueOrDefault(entry.Key) < entry.Value).Select(entry => entry.Key)];
        long lost = lacking.Sum(instance => done[instance] - counts.GetValueOrDefault(instance));
        string ended =
            lost == 0
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"; {lost} were processed by {Pluralizer.Format(lacking.Length, "instance")} whose counters were lost"
                );
        loop.Record(
            "count",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{counters.Operator}: {counters.Done} records are processed; their instances counted {counted}, in "
                    + $"{Pluralizer.Format(counts.Count, "instance")}{ended}"
            )
        );

        // An instance cannot have lost more records than the broker accepted from it.
        if ((_isWhole && lost > 0) || counted + lost != counters.Done)
        {
            _failure ??= string.Create(
                CultureInfo.InvariantCulture,
                $"{counters.Done} records of '{counters.Operator}' are processed, but its instances counted {counted}: "
                    + $"the measurements are not valid"
            );
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the file of a machine. Columns: operator, instance, generation, records.</summary>
    private async Task<IEnumerable<string[]>> FetchAsync(RunLoop loop, ProcessNode node, CancellationToken cancellationToken)
    {
        try
        {
            string path = await node.Worker.EndAsync(cancellationToken);
            byte[] bytes = path.Length > 0 ? await node.Node.GetFileAsync(path, cancellationToken) : [];
            await StoreAsync(node.Name, bytes, cancellationToken);
            return Encoding
                .UTF8.GetString(bytes)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .Where(cells => cells.Length == 4);
        }
        catch (Exception exception) when (exception is AgentException or ClusterException)
        {
            _isWhole = false;
            loop.ReportMissingSample((ScalewrightException)exception);
            return [];
        }
    }

    private async Task StoreAsync(string node, byte[] bytes, CancellationToken cancellationToken)
    {
        if (_options.CounterFolder.Length > 0)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(Directory.CreateDirectory(_options.CounterFolder).FullName, $"{node}.tsv"),
                bytes,
                cancellationToken
            );
        }
    }
}
