using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Runs;

namespace ScalehubSample;

/// <summary>Options of all verbs, and the objects that they select.</summary>
internal sealed record ScalehubOptions(Option<string> Conf, Option<string> Inventory, Option<string> Data, Option<string> Playbooks)
{
    /// <summary>Loads the platforms file, with defaults from the <c>defaults.ini</c> beside it or in a folder above.</summary>
    /// <exception cref="VerbException">The file is invalid. The message lists all problems.</exception>
    public PlatformConfiguration Load(ParseResult result)
    {
        PlatformReadResult read = Read(result);
        return read.Configuration ?? throw new VerbException(read.Problems);
    }

    /// <summary>Loads the file of an experiment, which may name no platforms.</summary>
    /// <exception cref="VerbException">The file is invalid. The message lists all problems.</exception>
    public static PlatformConfiguration LoadExperiment(string path)
    {
        PlatformReadResult read = Read(path);
        return read.PartialConfiguration is { } configuration && ReferenceExperiment.IsIn(configuration) && read.Problems.All(problem => problem.Field == ReferenceExperiment.PlatformList)
            ? configuration
            : read.Configuration ?? throw new VerbException(read.Problems);
    }

    /// <summary>Loads and validates platforms, machines and the experiment. Prints warnings.</summary>
    /// <param name="tolerated">Code of errors that are reported later; null for none.</param>
    /// <exception cref="VerbException">The configuration is invalid. The message lists all problems.</exception>
    public PlatformConfiguration LoadChecked(ParseResult result, ProblemCode? tolerated = null)
    {
        PlatformReadResult read = Read(result);
        ValueList<Problem> problems = ConfigurationCheck.Of(read, result.GetValue(Conf)!, result.GetValue(Inventory)!);
        foreach (Problem warning in problems.Where(problem => problem.Severity == ProblemSeverity.Warning))
        {
            Console.Error.WriteLine(Line(warning));
        }

        Problem[] errors = [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error && problem.Code != tolerated)];
        return errors.Length == 0 ? read.PartialConfiguration! : throw new VerbException(errors);
    }

    /// <summary>Finds the valid platforms of the file, even if others are invalid.</summary>
    public ValueList<PlatformSection> FindUsable(ParseResult result) =>
        [.. Read(result).PartialConfiguration?.Platforms.Where(section => Program.Platforms.Check(section).All(problem => problem.Severity != ProblemSeverity.Error)) ?? []];

    private PlatformReadResult Read(ParseResult result) => Read(result.GetValue(Conf)!);

    private static PlatformReadResult Read(string path)
    {
        if (!File.Exists(path))
        {
            string found = Directory.Exists(path) ? "it is a folder" : "the file does not exist";
            return new PlatformReadResult(null, [new Problem(ProblemCode.UnreadableFile, found, "name a file of platforms with -c; conf/scalehub.conf of this sample is one to begin with") { Source = path }]);
        }

        string defaults = Path.Combine(ContainerPath.FindRoot(path), ContainerPath.DefaultsName);
        string[] files = File.Exists(defaults) && Path.GetFullPath(defaults) != Path.GetFullPath(path) ? [defaults, path] : [path];
        return PlatformConfiguration.Load(files.ToValueList());
    }

    /// <summary>Loads like <see cref="Load"/>, but accepts a missing file: provisioned state is independent.</summary>
    public PlatformConfiguration LoadIfThere(ParseResult result) => File.Exists(result.GetValue(Conf)) ? Load(result) : new PlatformConfiguration();

    public PlaybookFolder PlaybookFolder(ParseResult result) => new(result.GetValue(Playbooks)!);

    /// <summary>Deploys playbooks with the <c>ansible-playbook</c> of this machine, and shows its output.</summary>
    public PlaybookDeployer Deployment(ParseResult result, bool isQuiet = false) =>
        new(PlaybookFolder(result), Folder(result), new AnsibleRunner()) { OutputHandler = isQuiet ? null : Console.WriteLine };

    /// <summary>Tools for runs: playbooks with the variables of the file, and the Flink that they deployed.</summary>
    public RunServices Tools(ParseResult result, PlatformConfiguration configuration)
    {
        PlaybookDeployer deployment = new(PlaybookFolder(result), Folder(result), new AnsibleRunner()) { Vars = DeploymentVerbs.VarsOf(configuration, []) };
        return new RunServices { Deployer = deployment, FlinkEnvironmentFactory = experiment => PlaybookSite.Of(deployment, Folder(result), experiment, TimeProvider.System) };
    }

    /// <summary>Returns the local, editable folder <c>playbooks</c> if it exists, else that of the program.</summary>
    public static string FindPlaybooks() => Directory.Exists("playbooks") ? "playbooks" : Path.Combine(AppContext.BaseDirectory, "playbooks");

    public PlatformFolder Folder(ParseResult result) => new(result.GetValue(Inventory)!, Program.Platforms);

    /// <summary>Formats a problem as a line with its severity and its code.</summary>
    public static string Line(Problem problem)
    {
        string severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning";
        return $"{severity}: {problem} [{problem.Code.Id}]";
    }

    /// <summary>Prefixes a message with its severity, unless it is a list of problems with severities.</summary>
    public static string Error(string message) => message.StartsWith("error: ", StringComparison.Ordinal) ? message : $"error: {message}";

    /// <summary>Formats problems as lines, each with its severity and its code.</summary>
    public static string Format(IEnumerable<Problem> problems) => string.Join('\n', problems.Select(Line));
}
