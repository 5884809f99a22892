using Scalewright.Providers.Slurm;

namespace Tests.Shared;

public sealed class SlurmLab : IDisposable
{
    // Lines of each log that are shown with a failure.
    private const int LogLines = 40;

    private readonly TemporaryFolder _folder = new();

    public SlurmLab()
        : this(_ => [PortRange.Take(20_000, 1000, 10).ToString(CultureInfo.InvariantCulture), "3"]) { }

    // xunit accepts only fixture classes with one public constructor.
    private SlurmLab(Func<SlurmLab, string[]> prepare)
    {
        if (MissingReason is null)
        {
            Run("up", prepare(this));
        }
    }

    /// <param name="prepare">Returns the arguments after the folder in <c>slurm.sh up</c>.</param>
    public static SlurmLab With(Func<SlurmLab, string[]> prepare) => new(prepare);

    public static string? MissingReason => MachineNeeds.FindMissing("slurm");

    public SlurmClientOptions Options =>
        new()
        {
            Environment = new[] { KeyValuePair.Create("SLURM_CONF", Path.Combine(Folder, "slurm.conf")) }.ToValueMap(),
            TimeLimit = TimeSpan.FromMinutes(10),
            PollInterval = TimeSpan.FromMilliseconds(100),
        };

    private string Folder => _folder.At("slurm");

    public string LogTails =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(Path.Combine(Folder, "log"))
                .Order(StringComparer.Ordinal)
                .SelectMany(file =>
                    File.ReadLines(file)
                        .Where(line => !line.Contains("Running job scheduler", StringComparison.Ordinal))
                        .TakeLast(LogLines)
                        .Prepend($"--- {Path.GetFileName(file)}")
                )
        );

    public string At(string name) => _folder.At(name);

    /// <summary>Ends a daemon by SIGKILL.</summary>
    /// <param name="daemon"><c>slurmctld</c>, or the machine of a slurmd, for example <c>n1</c>.</param>
    public void Kill(string daemon) => Run("kill", daemon);

    /// <summary>Starts a daemon after <see cref="Kill"/>, with its state.</summary>
    public void Start(string daemon) => Run("start", daemon);

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
        ProgramResult result = Command.Run(
            "bash",
            _folder.Root,
            new Dictionary<string, string>(),
            [Repository.At("tests", "support", "Kit", "Labs", "slurm.sh"), verb, Folder, .. words]
        );
        Assert.True(result.ExitCode == 0, result.Text);
    }
}
