using Scalewright.Documents;
using Scalewright.Experiments.Flink;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Streams;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Types;

/// <summary><c>flink</c>: on a real Flink, where task managers and load are made by what deployed them.</summary>
internal sealed class FlinkExperiment : ExperimentType
{
    private const string Address = "address";
    private const string Jar = "jar";
    private const string Savepoints = "savepoints";
    private const string Arguments = "arguments";
    private const string EntryClass = "entry_class";
    private const string Rescaling = "rescaling";
    private const string InPlace = "in_place";
    private static readonly string[] Required = [Address, Jar, Savepoints];
    private static readonly string[] Known = [.. Required, Arguments, EntryClass, Rescaling];

    public override bool IsParallel => false;

    public override void Validate(Experiment experiment, ProblemList problems)
    {
        DocumentMap options = experiment.Options;
        foreach (string key in Required.Where(key => TextOf(options, key).Length == 0))
        {
            problems.AddError(ProblemCode.MissingField, options.Spot, $"flink.{key}", "there is none", "add 'flink: {address: http://jobmanager:8081, jar: join.jar, savepoints: s3://savepoints/join}'");
        }

        if (TextOf(options, Address) is { Length: > 0 } address && AddressOf(address) is null)
        {
            problems.AddError(ProblemCode.BadAddress, options[Address]!.Spot, $"flink.{Address}", $"'{Printable.Escape(address)}' is no http or https address", "use one, as in http://jobmanager:8081");
        }

        if (options[Arguments] is { } arguments && (arguments is not DocumentList list || list.Any(item => item is not DocumentScalar)))
        {
            problems.AddError(ProblemCode.WrongType, arguments.Spot, $"flink.{Arguments}", "it is no list of texts", "use one, as in [--join, '{join}']");
        }

        if (options[Rescaling] is { } rescaling && TextOf(options, Rescaling) is not ("savepoint" or InPlace))
        {
            problems.AddError(ProblemCode.UnknownReference, rescaling.Spot, $"flink.{Rescaling}", "there is no such way", $"use savepoint or {InPlace}");
        }

        if (experiment.Faults.Faults.Count > 0)
        {
            problems.AddError(ProblemCode.Conflict, default, "faults", "Flink breaks no machines", "leave 'faults' out, or run the experiment in the simulation");
        }

        foreach (DocumentEntry entry in options.Where(entry => !Known.Contains(entry.Key, StringComparer.Ordinal)))
        {
            problems.AddError(ProblemCode.UnknownField, entry.KeySpot, $"flink.{entry.Key}", "unknown field", $"use {string.Join(", ", Known)}");
        }
    }

    public override ValueList<Problem> CheckLink(Experiment experiment, SiteLink link) =>
        [new Problem(ProblemCode.Conflict, "the machines of Flink are as far from each other as they are", "leave 'links' out, or run the experiment in the simulation")];

    public override ValueList<Problem> CheckDeployment(Experiment experiment, DeploymentStep deployed) =>
    [
        .. PlaybookRules.Check(deployed, Tools),
        .. new (string Field, ValueList<string> Words)[] { ("command", deployed.Command), ("undo", deployed.Undo) }.Where(entry => entry.Words.Count > 0)
            .Select(entry => new Problem(ProblemCode.Conflict, "machines of Flink have no agent that could run it", "use a playbook, or run the experiment on machines") { Field = entry.Field }),
    ];

    public override ValueList<Problem> CheckMetrics(Experiment experiment, MetricQueries metrics) => [];

    public override Task<RunResult> RunAsync(Experiment experiment, int run, IRunRecorder recorder, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new FlinkRun(OptionsOf(experiment.Options) with { Deployment = Tools?.Deployment, Site = Tools?.Site?.Invoke(experiment) }).RunAsync(experiment, recorder, progress, cancellationToken);

    private static FlinkRunOptions OptionsOf(DocumentMap options) => new(new ServiceOptions(AddressOf(TextOf(options, Address))!), TextOf(options, Jar), TextOf(options, Savepoints))
    {
        EntryClass = TextOf(options, EntryClass),
        Arguments = options[Arguments] is DocumentList list ? [.. list.OfType<DocumentScalar>().Select(item => item.Text)] : [],
        Rescaling = TextOf(options, Rescaling) == InPlace ? FlinkRescaling.InPlace : FlinkRescaling.Savepoint,
    };

    private static Uri? AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address is { Scheme: "http" or "https" } && address.Query.Length == 0 ? address : null;

    private static string TextOf(DocumentMap options, string key) => options[key] is DocumentScalar scalar ? scalar.Text : "";
}
