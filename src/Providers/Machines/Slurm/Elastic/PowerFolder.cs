namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Stores Slurm's power-up requests, in one file per node. Slurm's programs write the files and exit immediately,
/// because slurmctld waits for them. The controller polls the folder.
/// </summary>
internal sealed class PowerFolder(string path)
{
    // slurmctld's user writes, and the controller reads.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _nodes = Path.Combine(Directory.CreateDirectory(path).FullName, "nodes");

    /// <summary>
    /// Records nodes to start. A node that is already recorded is restarted, because Slurm repeats a request only for a
    /// lost node.
    /// </summary>
    /// <exception cref="IOException">Writing failed; some of the nodes may be recorded.</exception>
    public void Resume(IEnumerable<string> nodes)
    {
        Directory.CreateDirectory(_nodes);
        foreach (string node in nodes)
        {
            string whole = Path.Combine(_nodes, node);
            string part = Path.Combine(_nodes, string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}.{node}"));
            File.WriteAllText(part, RandomNumberGenerator.GetHexString(16, lowercase: true));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(part, Mode);
            }

            File.Move(part, whole, overwrite: true);
        }
    }

    /// <summary>Records nodes to stop.</summary>
    /// <exception cref="IOException">Writing failed.</exception>
    public void Suspend(IEnumerable<string> nodes)
    {
        Directory.CreateDirectory(_nodes);
        foreach (string node in nodes)
        {
            File.Delete(Path.Combine(_nodes, node));
        }
    }

    /// <summary>Reads the nodes to power up, each with the unique ID of its start.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission to read the folder or a file in it.</exception>
    public ValueMap<string> Read()
    {
        List<KeyValuePair<string, string>> starts = [];
        foreach (string file in Directory.Exists(_nodes) ? Directory.GetFiles(_nodes) : [])
        {
            if (Path.GetFileName(file) is { } name && !name.StartsWith('.') && TryRead(file) is { Length: > 0 } start)
            {
                starts.Add(KeyValuePair.Create(name, start));
            }
        }

        return starts.ToValueMap();
    }

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (FileNotFoundException)
        {
            // The node was suspended in the meantime.
            return null;
        }
    }
}
