using Scalewright.Providers.Ssh;

namespace Tests.Shared;

/// <summary>Machines with their own SSH servers, in namespaces of this machine.</summary>
public sealed class SshLab : IDisposable
{
    public const int Count = 4;

    /// <summary>Burst size of a slow link: one packet.</summary>
    public const int BucketBytes = 1600;

    private static readonly Dictionary<string, string> NoVariables = [];
    private static int _count;

    // Five letters and digits that differ from those of labs in other processes.
    private readonly string _name = Word(Interlocked.Increment(ref _count), 1) + Word(Environment.ProcessId, 4);

    public SshLab()
    {
        Folder = $"/var/tmp/scalewright-lab-{Environment.ProcessId}-{_name}";
        if (MissingReason is null)
        {
            Script("up", Text(Count));
        }
    }

    public static string? MissingReason { get; } = MachineNeeds.FindMissing("ssh-machines");

    public string Folder { get; }

    /// <summary>Name of the namespace from which the machines are reached.</summary>
    public string Hub => $"{_name}-hub";

    public SshClientOptions Options =>
        new()
        {
            ClientPath = At("ssh"),
            ConfigFile = At("config"),
            IdentityFile = At("id"),
            KnownHostsFile = At("known_hosts"),
        };

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    public static string HostOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"10.77.{(number + 10) / 250}.{(number + 10) % 250}");

    public static NodeAddress AddressOf(int number) => new(HostOf(number)) { User = "root" };

    /// <summary>The hub logs in to the other machines.</summary>
    public string OnHub(params string[] words) => Run("ip", ["netns", "exec", $"{_name}-hub", .. words]);

    public string OnMachine(int number, params string[] words) => Run("ip", ["netns", "exec", $"{_name}-n{number}", .. words]);

    /// <summary>Restarts the server of a machine with other settings. Its open connections stay.</summary>
    public void Serve(int number, params string[] settings)
    {
        Run("kill", ServerId(number));
        File.Delete(At(Text(number), "pid"));
        Script("serve", [Text(number), .. settings]);
    }

    public void Start(int number) => Script("serve", Text(number));

    /// <summary>Stops the server of a machine. Its open connections stay.</summary>
    public void Stop(int number)
    {
        Run("kill", ServerId(number));
        File.Delete(At(Text(number), "pid"));
    }

    /// <summary>The process that listens, not those of connections.</summary>
    public string ServerId(int number) => File.ReadAllText(At(Text(number), "pid")).Trim();

    /// <summary>Connects or disconnects the network cable of a machine.</summary>
    public void Plug(int number, bool isIn) => Run("ip", "-n", $"{_name}-n{number}", "link", "set", "eth0", isIn ? "up" : "down");

    /// <summary>Processes that hold connections to machines. Those of other tests are about to exit.</summary>
    public string[] MasterIds() =>
        OnHub(
                "sh",
                "-c",
                $"for f in $(grep -lF -e '{At("id")}' /proc/[0-9]*/cmdline 2>/dev/null); do f=${{f%/cmdline}}; grep -q '^State:.*Z' $f/status || echo ${{f#/proc/}}; done; true"
            )
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(id => File.Exists($"/proc/{id}/comm") && File.ReadAllText($"/proc/{id}/comm").Trim() == "ssh")
            .ToArray();

    /// <summary>
    /// Waits until a killed process has closed its sockets. Until then it accepts commands, whose outcome is unknown.
    /// </summary>
    public static Task WaitUntilExitedAsync(string processId) =>
        Poll.UntilAsync(() =>
        {
            try
            {
                // A zombie has closed its sockets.
                return File.ReadLines($"/proc/{processId}/status").Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
            }
            catch (IOException)
            {
                return true;
            }
        });

    /// <summary>Drops the incoming packets of a machine, its outgoing ones, or both.</summary>
    public void Cut(int number, bool inbound, bool outbound)
    {
        foreach (string chain in new[] { inbound ? "INPUT" : "", outbound ? "OUTPUT" : "" }.Where(chain => chain.Length > 0))
        {
            OnMachine(number, "iptables", "-w", "-A", chain, "-j", "DROP");
        }
    }

    /// <summary>Undoes <see cref="Cut"/>.</summary>
    public void Join(int number) => OnMachine(number, "iptables", "-w", "-F");

    /// <summary>Makes the link of a machine slow and lossy in both directions.</summary>
    /// <param name="loss">Ratio of lost packets, from 0 to 1.</param>
    public void Slow(int number, int kilobits, double loss)
    {
        string[] bucket = ["root", "tbf", "rate", $"{kilobits}kbit", "burst", Text(BucketBytes), "latency", "400ms"];
        OnMachine(number, ["tc", "qdisc", "add", "dev", "eth0", .. bucket]);
        OnHub(["tc", "qdisc", "add", "dev", $"{_name}-v{number}", .. bucket]);
        Lose("-A", number, loss);
    }

    /// <summary>Undoes <see cref="Slow"/>.</summary>
    public void Speed(int number, double loss)
    {
        OnMachine(number, "tc", "qdisc", "del", "dev", "eth0", "root");
        OnHub("tc", "qdisc", "del", "dev", $"{_name}-v{number}", "root");
        Lose("-D", number, loss);
    }

    public void Reset(int number) => OnHub("ss", "-K", "dst", HostOf(number));

    public void Dispose()
    {
        if (MissingReason is null)
        {
            Script("down");
        }
    }

    private static string Word(int number, int length)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
        return string.Create(length, number, static (word, left) =>
        {
            for (int index = word.Length - 1; index >= 0; index--, left /= Digits.Length)
            {
                word[index] = Digits[left % Digits.Length];
            }
        });
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Run(string program, params string[] words)
    {
        ProgramResult result = Command.Run(program, "/", NoVariables, words);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {result.Text}");
    }

    private void Lose(string verb, int number, double loss)
    {
        string[] chance =
        [
            "-m",
            "statistic",
            "--mode",
            "random",
            "--probability",
            loss.ToString(CultureInfo.InvariantCulture),
            "-j",
            "DROP",
        ];
        OnMachine(number, ["iptables", "-w", verb, "INPUT", .. chance]);
        OnHub(["iptables", "-w", verb, "INPUT", "-s", HostOf(number), .. chance]);
    }

    private void Script(string verb, params string[] words) =>
        Run("bash", [Repository.At("tests", "support", "Kit", "Labs", "ssh.sh"), verb, Folder, _name, .. words]);
}
