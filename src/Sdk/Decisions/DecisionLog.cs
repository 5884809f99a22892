using Scalewright.Clusters;
using Scalewright.Journals;

namespace Scalewright.Decisions;

/// <summary>Stores the decisions of one engine in the state folder of its cluster.</summary>
internal sealed class DecisionLog(LineFiles files, string domain, Action<string> onFailure)
{
    private byte[] _last = [];
    private DateTimeOffset _lastAt;
    private long _lastFile;

    /// <summary>Returns the log of an engine; null if the cluster has no state folder.</summary>
    public static DecisionLog? Find(Cluster cluster, EngineOptions options)
    {
        string domain = options.Domain.Name;
        return
            cluster.FindLineFiles(DecisionHistory.FolderName, options.HistoryLimits.MaxFileBytes, options.HistoryLimits.MaxFiles)
                is { } files
            ? new DecisionLog(files, domain, text => cluster.Publish(ClusterEventKind.DecisionNotStored, domain, text))
            : null;
    }

    /// <summary>Stores a decision. Reports the first failure, and never throws.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Formulas and names are the user's: whatever one throws, the engine continues.")]
    public void Write(Func<DecisionRecord> create)
    {
        try
        {
            DecisionRecord record = create();
            Append(record, DecisionRecordConverter.ToStored(record));
        }
        catch (Exception exception)
        {
            _lastFile = 0;
            if (files.SetFailed())
            {
                onFailure($"cannot store a decision: {TextEscaping.Escape(exception.Message)}");
            }
        }
    }

    private void Append(DecisionRecord record, StoredDecision stored)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(stored, DecisionJson.Default.StoredDecision);
        StoredDecisionLine line = new(record.Timestamp.ToUniversalTime(), domain, record.Cycle);
        byte[]? repeated =
            _lastFile > 0 && content.AsSpan().SequenceEqual(_last) ? DecisionLineFormat.Write(line with { SameAs = _lastAt }) : null;
        byte[] complete = DecisionLineFormat.Write(line with { Decision = stored });
        long file = files.Append(complete, repeated, _lastFile);
        if (repeated is null || file != _lastFile)
        {
            (_last, _lastAt, _lastFile) = (content, line.Time, file);
        }
    }
}
