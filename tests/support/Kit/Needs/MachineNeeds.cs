using System.ComponentModel;

namespace Tests.Shared;

/// <summary>Requirements of tests on a machine, by name.</summary>
/// <remarks>
/// A requirement is one of: <c>linux</c>, <c>root</c>, <c>ordinary-user</c>, <c>clone</c> (the sources are a git
/// clone), <c>isolation</c> (this user can create namespaces); a key of the table below; an absolute path, with
/// <c>*</c> for any folder; <c>$VARIABLE</c> (it names a file or folder); <c>python:MODULE</c> (of
/// <c>/usr/bin/python3</c>). Anything else is a program on the path.
/// </remarks>
public static class MachineNeeds
{
    private static readonly Dictionary<string, string[]> Groups = new(StringComparer.Ordinal)
    {
        ["namespaces"] = ["linux", "root", "ip", "tc", "mount", "unshare", "isolation"],
        ["pods"] = ["linux", "root", "unshare", "nsenter", "isolation"],
        ["ssh-machines"] =
        [
            "linux",
            "root",
            "/usr/sbin/sshd",
            "/usr/bin/ssh",
            "/usr/bin/ssh-keygen",
            "/usr/bin/unshare",
            "bash",
            "ip",
            "tc",
            "ss",
            "iptables",
            "openssl",
            "ps",
            "pgrep",
            "kill",
        ],
        ["docker"] =
        [
            "linux",
            "root",
            "unshare",
            "nsenter",
            "ip",
            "iptables",
            "busybox",
            "/usr/sbin/dockerd",
            "containerd",
            "runc",
            "isolation",
        ],
        ["podman"] =
        [
            "linux",
            "root",
            "unshare",
            "nsenter",
            "ip",
            "iptables",
            "busybox",
            "/usr/bin/podman",
            "/usr/lib/podman/netavark",
            "/usr/lib/podman/aardvark-dns",
            "runc",
            "isolation",
        ],
        ["slurm"] =
        [
            "linux",
            "root",
            "/usr/sbin/slurmctld",
            "/usr/sbin/munged",
            "munged",
            "slurmctld",
            "slurmd",
            "sbatch",
            "squeue",
            "sinfo",
            "scontrol",
            "scancel",
            "srun",
        ],
        ["postgresql"] = ["/usr/lib/postgresql/*/bin/initdb"],
        ["ansible"] = ["/usr/bin/ansible-playbook", "ansible-playbook", "ssh", "rsync"],
        ["minimega"] =
        [
            "$SCALEWRIGHT_MINIMEGA",
            "$SCALEWRIGHT_MINIMEGA_FILES",
            "$SCALEWRIGHT_MINIMEGA_IMAGE",
            "$SCALEWRIGHT_MINIMEGA_INNER",
        ],
    };

    private static readonly ConcurrentDictionary<string, string?> Reasons = new(StringComparer.Ordinal);

    /// <returns>The reason why the test cannot run.</returns>
    public static string? FindMissing(params IEnumerable<string> needs) =>
        needs.Select(need => Reasons.GetOrAdd(need, Find)).FirstOrDefault(reason => reason is not null);

    private static string? Find(string need) =>
        need switch
        {
            "linux" => OperatingSystem.IsLinux() ? null : "needs Linux",
            "root" => Environment.IsPrivilegedProcess ? null : "needs root",
            "ordinary-user" => Environment.IsPrivilegedProcess ? "needs a user who is not root" : null,
            "clone" => Run("git", "-C", Repository.Root, "rev-parse", "--verify", "HEAD")
                ? null
                : "the sources are not a git clone, or there is no git",
            "isolation" => Run("unshare", "--mount", "--net", "--pid", "--fork", "true")
                ? null
                : "needs namespaces, which this user cannot make here",
            "kubectl" => KubectlPrograms.Versions.Count > 0 ? null : "needs the program kubectl",
            "kubectl-1.32" => KubectlPrograms.Versions.Keys.Any(version => KubectlPrograms.MinorOf(version) >= 32)
                ? null
                : "needs kubectl 1.32 or later",
            "docker-command" => PathPrograms.Missing("docker"),
            "kubernetes" => KubernetesApiServer.MissingReason,
            "moto" => PythonModules.FindOnPath("moto.server, flask") is null ? "no python3 of the path has the module moto.server" : null,
            _ when Groups.TryGetValue(need, out string[]? group) => FindMissing(group),
            _ when need.StartsWith("python:", StringComparison.Ordinal) => PythonModules.Has("/usr/bin/python3", need["python:".Length..])
                ? null
                : $"/usr/bin/python3 has no module {need["python:".Length..]}",
            ['$', .. string variable] => Path.Exists(Environment.GetEnvironmentVariable(variable))
                ? null
                : $"{variable} names no file or folder",
            ['/', ..] => Exists("/", need.Split('/', StringSplitOptions.RemoveEmptyEntries)) ? null : $"{need} is not there",
            _ => PathPrograms.Missing(need),
        };

    private static bool Exists(string folder, ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty)
        {
            return true;
        }

        if (parts[0] != "*")
        {
            string path = Path.Combine(folder, parts[0]);
            return Path.Exists(path) && Exists(path, parts[1..]);
        }

        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (Exists(path, parts[1..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
