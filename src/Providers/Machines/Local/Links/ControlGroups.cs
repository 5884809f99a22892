using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local.Links;

/// <summary>
/// Resource limits of nodes, with control groups per node: cgroup v2 if it has the controllers, otherwise v1.
/// </summary>
internal sealed class ControlGroups
{
    private const string Root = "/sys/fs/cgroup";
    private const string Own = "scalewright";
    private const int PeriodMicroseconds = 100_000;
    private const long MiB = 1024 * 1024;

    private readonly bool _isUnified = File.Exists(Path.Join(Root, "cgroup.controllers"));

    private IEnumerable<string> Folders =>
        _isUnified ? [Path.Join(Root, Own)] : [Path.Join(Root, "cpu", Own), Path.Join(Root, "memory", Own)];

    /// <summary>Creates a node's groups, sets their limits and verifies them.</summary>
    /// <exception cref="LinkSetupException">Control groups are not available, or a limit was not applied.</exception>
    public void Make(string id, LocalNode node)
    {
        try
        {
            Prepare();
            foreach (string folder in Folders)
            {
                Directory.CreateDirectory(Path.Join(folder, id));
            }

            LimitProcessors(id, node.Cpus);
            LimitMemory(id, node.MemoryMiB);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LinkSetupException(LocalProblems.Failed($"the limits of {node.Name}", failure.Message), failure);
        }
    }

    /// <summary>Removes a node's groups. Its programs must have exited.</summary>
    public void Remove(string id)
    {
        foreach (string folder in Folders.Select(folder => Path.Join(folder, id)).Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException failure)
            {
                throw new LinkSetupException(LocalProblems.Failed($"removing {folder}", failure.Message), failure);
            }
        }
    }

    /// <summary>Returns the files to which a program writes its process ID to become subject to the limits.</summary>
    public IEnumerable<string> Entrances(string id) => Folders.Select(folder => Path.Join(folder, id, "cgroup.procs"));

    private void Prepare()
    {
        foreach (string folder in Folders)
        {
            if (!Directory.Exists(Path.GetDirectoryName(folder)))
            {
                throw new IOException($"there is no {Path.GetDirectoryName(folder)}");
            }

            Directory.CreateDirectory(folder);
            if (_isUnified)
            {
                File.WriteAllText(Path.Join(folder, "cgroup.subtree_control"), "+cpu +memory");
            }
        }
    }

    private void LimitProcessors(string id, int cpus)
    {
        if (cpus <= 0)
        {
            return;
        }

        string quota = (cpus * PeriodMicroseconds).ToString(CultureInfo.InvariantCulture);
        if (_isUnified)
        {
            Set(Path.Join(Root, Own, id, "cpu.max"), $"{quota} {PeriodMicroseconds}");
            return;
        }

        Set(Path.Join(Root, "cpu", Own, id, "cpu.cfs_period_us"), PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
        Set(Path.Join(Root, "cpu", Own, id, "cpu.cfs_quota_us"), quota);
    }

    private void LimitMemory(string id, int mebibytes)
    {
        if (mebibytes > 0)
        {
            Set(
                _isUnified ? Path.Join(Root, Own, id, "memory.max") : Path.Join(Root, "memory", Own, id, "memory.limit_in_bytes"),
                (mebibytes * MiB).ToString(CultureInfo.InvariantCulture)
            );
        }
    }

    private static void Set(string path, string value)
    {
        File.WriteAllText(path, value);
        string found = File.ReadAllText(path).Trim();
        if (found != value)
        {
            throw new LinkSetupException(LocalProblems.Differs(path, value, found));
        }
    }
}
