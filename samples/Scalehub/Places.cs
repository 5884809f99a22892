using System.CommandLine;
using Scalewright;
using Scalewright.Experiments.Deployments;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Runs;

namespace ScalehubSample;

/// <summary>The options of all verbs, and what they lead to.</summary>
internal sealed record Places(Option<string> Conf, Option<string> Inventory, Option<string> Data, Option<string> Playbooks)
{
    /// <summary>The file of platforms, over the <c>defaults.ini</c> beside it.</summary>
    /// <exception cref="VerbException">Something is wrong with it: all that is.</exception>
    public PlatformConfiguration Load(ParseResult result)
    {
        PlatformReadResult read = Read(result);
        return read.Configuration ?? throw new VerbException(read.Problems);
    }

    /// <summary>What <see cref="Load"/> gives, where nothing of what it leads to is wrong: platforms, machines and experiment. Warnings are told.</summary>
    /// <exception cref="VerbException">Something is wrong: all that is, at once.</exception>
    public PlatformConfiguration LoadChecked(ParseResult result)
    {
        PlatformReadResult read = Read(result);
        ValueList<Problem> problems = ConfigurationCheck.Of(read, result.GetValue(Conf)!, result.GetValue(Inventory)!);
        foreach (Problem warning in problems.Where(problem => problem.Severity == ProblemSeverity.Warning))
        {
            Console.Error.WriteLine(Line(warning));
        }

        Problem[] errors = [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        return errors.Length == 0 ? read.Configuration! : throw new VerbException(errors);
    }

    /// <summary>Finds the platforms of the file with which nothing is wrong, whatever is wrong with others.</summary>
    public ValueList<PlatformSection> FindUsable(ParseResult result) =>
        [.. Read(result).Found?.Platforms.Where(section => Program.Platforms.Check(section).Count == 0) ?? []];

    private PlatformReadResult Read(ParseResult result)
    {
        string path = result.GetValue(Conf)!;
        if (!File.Exists(path))
        {
            string found = Directory.Exists(path) ? "it is a folder" : "there is no such file";
            return new PlatformReadResult(null, [new Problem(ProblemCode.UnreadableFile, found, "name a file of platforms with -c; conf/scalehub.conf of this sample is one to begin with") { Source = path }]);
        }

        string defaults = Path.Combine(Path.GetDirectoryName(path) ?? "", "defaults.ini");
        string[] files = File.Exists(defaults) && Path.GetFullPath(defaults) != Path.GetFullPath(path) ? [defaults, path] : [path];
        return PlatformConfiguration.Load(files.ToValueList());
    }

    /// <summary>What <see cref="Load"/> gives, or an empty one when there is no file: what is provisioned is known without it.</summary>
    public PlatformConfiguration LoadIfThere(ParseResult result) => File.Exists(result.GetValue(Conf)) ? Load(result) : new PlatformConfiguration();

    /// <summary>The folder of playbooks.</summary>
    public PlaybookFolder PlaybookFolder(ParseResult result) => new(result.GetValue(Playbooks)!);

    /// <summary>What deploys them by the <c>ansible-playbook</c> of this machine, and shows what that writes.</summary>
    public Deployment Deployment(ParseResult result, bool isQuiet = false) =>
        new(PlaybookFolder(result), Folder(result), new AnsibleRunner()) { Line = isQuiet ? null : Console.WriteLine };

    /// <summary>What this program has for runs: playbooks, with the variables of the file, and what they make of a Flink that they deployed.</summary>
    public RunTools Tools(ParseResult result, PlatformConfiguration configuration)
    {
        Deployment deployment = new(PlaybookFolder(result), Folder(result), new AnsibleRunner()) { Vars = DeploymentVerbs.VarsOf(configuration, []) };
        return new RunTools { Deployment = deployment, Site = experiment => PlaybookSite.Of(deployment, experiment, TimeProvider.System) };
    }

    /// <summary>The folder <c>playbooks</c> where one is, to be edited there; else that which comes with the program.</summary>
    public static string FindPlaybooks() => Directory.Exists("playbooks") ? "playbooks" : Path.Combine(AppContext.BaseDirectory, "playbooks");

    /// <summary>The folder of inventories.</summary>
    public PlatformFolder Folder(ParseResult result) => new(result.GetValue(Inventory)!, Program.Platforms);

    /// <summary>A problem as a line, with its severity and its code.</summary>
    public static string Line(Problem problem)
    {
        string severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning";
        string place = problem.Spot.Line > 0 ? $"{problem.Source}:{problem.Spot}" : problem.Source;
        string text = problem.Field.Length == 0 && place.Length > 0
            ? $"{place}: {problem with { Source = "", Spot = TextSpot.None }}"
            : $"{problem}";
        return $"{severity}: {text} [{problem.Code.Id}]";
    }

    /// <summary>A message of an error as one: with its severity, unless it begins with problems, which have theirs.</summary>
    public static string Error(string message) => message.StartsWith("error: ", StringComparison.Ordinal) ? message : $"error: {message}";

    /// <summary>Problems as lines, each with its severity and its code.</summary>
    public static string Tell(IEnumerable<Problem> problems) => string.Join('\n', problems.Select(Line));
}
