using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;
using Scalewright.Tool.Serving;
using Scalewright.Tool.Watching;

namespace Scalewright.Tool;

/// <summary><c>scalewright watch [DIR] [--provider PROVIDER] [--port N] [--record FILE] [--interval SECONDS] [--file
/// PATH] [--allow-changes]</c>.</summary>
internal static class WatchVerb
{
    private const int DefaultInterval = 2;
    private const int MaxInterval = 3600;
    private static readonly TimeSpan WriteInterval = TimeSpan.FromMilliseconds(250);

    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfCluster();
        Option<int> port = new("--port")
        {
            Description = "Port of the page on this machine; 0 is a free one.",
            HelpName = "N",
            CustomParser = argument => (int)IntegerArgument.Read(argument, 0, ushort.MaxValue),
            DefaultValueFactory = _ => 0,
        };
        Option<string> record = new("--record")
        {
            Description = "Also write the events to this trace file, and to further ones of 64 MiB.",
            HelpName = "FILE",
        };
        Option<int> interval = new("--interval")
        {
            Description = "Seconds between two observations of the provider.",
            HelpName = "SECONDS",
            CustomParser = argument => (int)IntegerArgument.Read(argument, 1, MaxInterval, "seconds"),
            DefaultValueFactory = _ => DefaultInterval,
        };
        Option<string> file = new("--file")
        {
            Description = "Absolute path of a file on the nodes to follow instead of the agent logs.",
            HelpName = "PATH",
        };
        Option<bool> allowsChanges = new("--allow-changes") { Description = "Allow the page to scale groups and to repair the cluster." };
        Command verb = new("watch", "Show a live cluster in a browser: nodes, the plan under way, decisions and logs. Takes no lock.")
        {
            state.Argument,
            state.Option,
            port,
            record,
            interval,
            file,
            allowsChanges,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: true,
            isMaking: false,
            findState: state.Find
        );
        verb.Validators.Add(state.Require);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(file) is { Tokens: [{ Value: string path }] } && LogsVerb.FindProblem(path) is { } fault)
            {
                result.AddError($"--file: '{path}' {fault}");
            }
        });
        context.SetAction(verb, (result, cancellationToken) =>
        {
            WatchRequest request = new(state.GetFolder(result), options.Select(result))
            {
                Port = result.GetValue(port),
                RecordFile = result.GetValue(record),
                Interval = TimeSpan.FromSeconds(result.GetValue(interval)),
                LogFile = result.GetValue(file),
                AllowsChanges = result.GetValue(allowsChanges),
                IsJson = result.GetValue(context.Json),
            };
            return VerbRun.RunAsync(
                request.Selection,
                (provider, token) => WatchAsync(request, provider, context, token),
                cancellationToken
            );
        });
        return verb;
    }

    private static async Task<VerbReport> WatchAsync(
        WatchRequest request,
        GuardedProvider provider,
        VerbContext context,
        CancellationToken cancellationToken
    )
    {
        if (
            (
                VerbRun.FindMissing(request.Folder, "name the folder of a state; 'scalewright list' finds them")
                ?? ProviderFile.Check(request.Folder, request.Selection)
            ) is
            { } refused
        )
        {
            return VerbReport.From(refused);
        }

        string cluster = Cluster.ReadRecord(request.Folder).Owner.Cluster;
        string content = request.AllowsChanges ? "watch changes" : "watch";
        PageServerOptions page = new(content, $"{cluster} – Scalewright") { Port = request.Port, Clock = context.Environment.Clock };
        PageServer server;
        try
        {
            server = await PageServer.StartAsync(page, cancellationToken);
        }
        catch (IOException failure)
        {
            return VerbReport.From(PageServer.DescribePort(request.Port, failure));
        }

        await using (server)
        {
            using LiveRecording recording = new(cluster, request.Selection.Entry.Name, context.Environment.Clock);
            await using TraceSegments segments = new(recording, server, request.RecordFile);
            await segments.StartAsync();
            using WatchChanges changes = new(request.Folder, request.Selection, context);
            if (request.AllowsChanges)
            {
                changes.AddTo(server);
            }

            await AnnounceAsync(request, cluster, server.Address, context.Environment.Output());
            await RunAsync(request, provider, recording, segments, cancellationToken);
        }

        return new VerbReport(ExitCode.Done) { IsStreamed = true };
    }

    private static async Task AnnounceAsync(WatchRequest request, string cluster, Uri address, TextWriter output)
    {
        string text = request.IsJson
            ? JsonSerializer.Serialize(
                new WatchOutput(cluster, $"{address}", request.AllowsChanges, request.RecordFile),
                ToolJson.Default.WatchOutput
            )
            : $"watching {TextEscaping.Escape(cluster)} at {address}";
        await output.WriteAsync($"{text}\n");
        await output.FlushAsync();
    }

    /// <summary>Runs the sources and the writer until one of them fails, or until it is cancelled.</summary>
    private static async Task RunAsync(
        WatchRequest request,
        GuardedProvider provider,
        LiveRecording recording,
        TraceSegments segments,
        CancellationToken cancellationToken
    )
    {
        LogFollower logFollower = new(request.Folder, provider, request.Selection, recording, request.LogFile);
        ClusterWatcher watcher = new(request.Folder, provider, request.Selection, recording, request.Interval, logFollower);
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            watcher.ObserveAsync(stopping.Token),
            watcher.FollowAsync(stopping.Token),
            WriteAsync(segments, request.Selection.Environment.Clock, stopping.Token),
        ];
        Task first = await Task.WhenAny(loops);
        await stopping.CancelAsync();
        await Task.WhenAll(loops.Select(EndAsync));
        await logFollower.WaitAsync();
        await first;
    }

    private static async Task WriteAsync(TraceSegments segments, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(WriteInterval, clock, cancellationToken);
            await segments.WriteAsync();
        }
    }

    private static async Task EndAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (Exception failure)
            when (failure is OperationCanceledException or IOException or UnauthorizedAccessException or ScalewrightException)
        {
            // The first failure is reported.
        }
    }

    /// <param name="Folder">State folder.</param>
    /// <param name="Selection">Provider of the cluster.</param>
    private sealed record WatchRequest(string Folder, ProviderSelection Selection)
    {
        /// <summary>Port of the page; 0: a free one.</summary>
        public int Port { get; init; }

        /// <summary>File that records the run; null: none.</summary>
        public string? RecordFile { get; init; }

        /// <summary>Time between two observations.</summary>
        public TimeSpan Interval { get; init; }

        /// <summary>File that receives the log; null: none.</summary>
        public string? LogFile { get; init; }

        /// <summary>True if the page can change the cluster.</summary>
        public bool AllowsChanges { get; init; }

        /// <summary>True if the output is JSON.</summary>
        public bool IsJson { get; init; }
    }
}
