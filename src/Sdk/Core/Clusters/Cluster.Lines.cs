using Scalewright.Journals;

namespace Scalewright.Clusters;

/// <content>Files and events of components that manage the cluster.</content>
public sealed partial class Cluster
{
    private readonly Dictionary<string, LineFiles> _lineFiles = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the files of lines in a subfolder of the state folder, shared by all callers; null without a state
    /// folder. The limits are those of the first call.
    /// </summary>
    /// <param name="name">Name of the subfolder.</param>
    /// <param name="maxFileBytes">Maximum length of a file.</param>
    /// <param name="maxFiles">Maximum number of files.</param>
    public LineFiles? FindLineFiles(string name, int maxFileBytes, int maxFiles)
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

    /// <summary>Publishes an event of a component that manages the cluster, for example a decision engine.</summary>
    /// <param name="kind">Kind of the event.</param>
    /// <param name="subject">Name of a node, a domain or another thing that the event is about.</param>
    /// <param name="message">The event, as a clause.</param>
    public void Publish(ClusterEventKind kind, string subject, string message) => _events.Publish(kind, subject, message);
}
