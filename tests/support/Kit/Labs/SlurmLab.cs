using Scalewright.Providers.Slurm;

namespace Tests.Shared;

/// <summary>A Slurm of the tests' own on this machine; gone at the end.</summary>
public sealed class SlurmLab : IDisposable
{
    // As many lines of each log are shown with a failure.
    private const int LogLines = 40;

    private readonly TemporaryFolder _folder = new();

    public SlurmLab()
        : this(_ => [PortRange.Take(20_000, 1000, 10).ToString(CultureInfo.InvariantCulture), "3"])
    {
    }

    // xunit takes as fixtures only classes with one public constructor.
    private SlurmLab(Func<SlurmLab, string[]> prepare)
    {
        if (MissingReason is null)
        {
            Run("up", prepare(this));
        }
    }

    /// <summary>One with machines of another kind.</summary>
    /// <param name="prepare">Makes what the Slurm needs, and gives what follows the folder in <c>slurm.sh up</c>.</param>
    public static SlurmLab With(Func<SlurmLab, string[]> prepare) => new(prepare);

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? MissingReason =>
        MachineNeeds.FindMissing("slurm");

    public SlurmOptions Options => new()
    {
        Environment = new[] { KeyValuePair.Create("SLURM_CONF", Path.Combine(Folder, "slurm.conf")) }.ToValueMap(),
        TimeLimit = TimeSpan.FromMinutes(10),
        LookInterval = TimeSpan.FromMilliseconds(100),
    };

    private string Folder => _folder.At("slurm");

    /// <summary>The last lines that slurmctld and each slurmd logged.</summary>
    public string LogTails => string.Join('\n', Directory.EnumerateFiles(Path.Combine(Folder, "log")).Order(StringComparer.Ordinal).SelectMany(file =>
        File.ReadLines(file).Where(line => !line.Contains("Running job scheduler", StringComparison.Ordinal)).TakeLast(LogLines).Prepend($"--- {Path.GetFileName(file)}")));

    /// <summary>A folder that all machines see.</summary>
    public string At(string name) => _folder.At(name);

    public void Dispose()
    {
        if (MissingReason is null)
        {
            Run("down");
        }

        _folder.Dispose();
    }

    private void Run(string verb, params string[] words)
    {
        ProgramResult result = Command.Run("bash", _folder.Root, new Dictionary<string, string>(), [Repository.At("tests", "support", "Kit", "Labs", "slurm.sh"), verb, Folder, .. words]);
        Assert.True(result.ExitCode == 0, result.Text);
    }
}
