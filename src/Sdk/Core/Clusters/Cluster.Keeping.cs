using Scalewright.Journals;

namespace Scalewright.Clusters;

public sealed partial class Cluster
{
    private readonly HashSet<string> _acquiredDomains = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, LineFiles> _lineFiles = new(StringComparer.Ordinal);

    /// <summary>Reserves a domain for one engine of this process. Names are case-insensitive.</summary>
    /// <returns>False if another engine has the domain.</returns>
    internal bool TryAcquireDomain(string domain)
    {
        lock (_acquiredDomains)
        {
            return _acquiredDomains.Add(domain);
        }
    }

    internal void ReleaseDomain(string domain)
    {
        lock (_acquiredDomains)
        {
            _acquiredDomains.Remove(domain);
        }
    }

    /// <summary>
    /// Returns the files of lines in a subfolder of the state folder, shared by all callers; null without a state
    /// folder. The limits are those of the first call.
    /// </summary>
    internal LineFiles? FindLineFiles(string name, int maxFileBytes, int maxFiles)
    {
        if (_journal.Folder is not { } folder)
        {
            return null;
        }

        lock (_lineFiles)
        {
            if (!_lineFiles.TryGetValue(name, out LineFiles? lines))
            {
                lines = new LineFiles(folder.Files, Path.Join(folder.Path, name), maxFileBytes, maxFiles);
                _lineFiles.Add(name, lines);
            }

            return lines;
        }
    }

    internal void Publish(ClusterEventKind kind, string subject, string message) => _events.Publish(kind, subject, message);
}
