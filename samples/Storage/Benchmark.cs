namespace StorageSample;

/// <summary>The routines that measure the limits of a manager.</summary>
internal sealed class Benchmark(ManagerApi api, BenchmarkServers park, int step, int most)
{
    private const int LinesPerMessage = 64;
    private const int RateStart = 8;
    private const int RateMax = 1 << 16;
    private const int LinesPerServer = 10;
    private static readonly TimeSpan RateStep = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<string> Routines { get; } = ["reset", "filesystem_size_limit", "concurrent_registration_limit", "server_count_limit", "log_ingest_rate"];

    /// <summary>Describes the resources that a routine would remove and start, without changes.</summary>
    public async Task DescribeAsync(string routine, CancellationToken cancellationToken)
    {
        bool isReset = routine == Routines[0];
        foreach (string line in await park.DescribeAsync(isMeasured: !isReset, cancellationToken))
        {
            Console.WriteLine(line);
        }

        if (!isReset)
        {
            Console.WriteLine($"would measure {routine} with up to {Pluralizer.Format(most, "server")}, by steps of {step}");
        }
    }

    public async Task RunAsync(string routine, CancellationToken cancellationToken)
    {
        await park.ResetAsync(cancellationToken);
        if (routine == Routines[0])
        {
            Console.WriteLine("the manager knows no host and no controller any more");
            return;
        }

        await using Samplers samplers = new(api);
        IReadOnlyList<Finding> found = routine switch
        {
            "filesystem_size_limit" => await FilesystemSizeAsync(cancellationToken),
            "concurrent_registration_limit" => await ConcurrentRegistrationAsync(cancellationToken),
            "server_count_limit" => await ServerCountAsync(samplers, cancellationToken),
            _ => await LogIngestAsync(samplers, cancellationToken),
        };
        await samplers.StopAsync();
        BenchmarkTable.Print(routine, found, samplers);
    }

    private async Task<IReadOnlyList<Finding>> FilesystemSizeAsync(CancellationToken cancellationToken)
    {
        int units = (step + BenchmarkServers.UnitSize - 1) / BenchmarkServers.UnitSize * BenchmarkServers.UnitSize;
        (int good, TimeSpan setUp, TimeSpan creation, string? failure) = (0, TimeSpan.Zero, TimeSpan.Zero, null);
        for (int count = units; count <= most && failure is null; count += units)
        {
            await using ISimulatedServers running = await park.StartAsync(count, cancellationToken);
            long start = api.Clock.GetTimestamp();
            failure = await park.RegisterAsync(running, isAtOnce: false, cancellationToken);
            TimeSpan taken = api.Clock.GetElapsedTime(start);
            if (failure is null)
            {
                (failure, TimeSpan request) = await park.CreateFilesystemAsync(count * BenchmarkServers.VolumesPerServer, cancellationToken);
                (good, setUp, creation) = failure is null ? (count, taken, request) : (good, setUp, creation);
            }

            await park.ResetAsync(cancellationToken);
        }

        return
        [
            Reached("last good servers", good, failure), new("set-up", $"{setUp.TotalSeconds:0.0} s", $"{BenchmarkServers.CommandMax.TotalSeconds:0} s a command", failure is null ? "in time" : ""),
            new("creation request", $"{creation.TotalMilliseconds:0} ms", $"{ManagerApi.AnswerMax.TotalSeconds:0} s", good > 0 ? "in time" : "never made"), EndOf(failure),
        ];
    }

    private async Task<IReadOnlyList<Finding>> ConcurrentRegistrationAsync(CancellationToken cancellationToken)
    {
        (int good, string? failure) = (0, null);
        for (int count = step; count <= most && failure is null; count += step)
        {
            await using ISimulatedServers running = await park.StartAsync(count, cancellationToken);
            failure = await park.RegisterAsync(running, isAtOnce: true, cancellationToken);
            good = failure is null ? count : good;
            await park.ResetAsync(cancellationToken);
        }

        return [Reached("last good servers", good, failure), new("database connections", "none: a journal"), EndOf(failure)];
    }

    private async Task<IReadOnlyList<Finding>> ServerCountAsync(Samplers samplers, CancellationToken cancellationToken)
    {
        await using ISimulatedServers running = await park.StartAsync(BenchmarkServers.UnitSize, cancellationToken);
        (int count, string? failure) = (0, null);
        while (count < most && failure is null)
        {
            if (count > 0)
            {
                await running.AddUnitAsync(BenchmarkServers.UnitSize, BenchmarkServers.UnitSize * BenchmarkServers.VolumesPerServer, cancellationToken);
            }

            await running.SetRateAsync(LinesPerServer, cancellationToken);
            failure = await park.RegisterAsync(running, isAtOnce: false, cancellationToken);
            count += failure is null ? BenchmarkServers.UnitSize : 0;
            failure ??= samplers.FullQueue(drain => Math.Max(drain, count));
        }

        await park.ResetAsync(cancellationToken);
        return [Reached("servers reached", count, failure), EndOf(failure)];
    }

    private async Task<IReadOnlyList<Finding>> LogIngestAsync(Samplers samplers, CancellationToken cancellationToken)
    {
        await using ISimulatedServers running = await park.StartAsync(step, cancellationToken);
        string? failure = await park.RegisterAsync(running, isAtOnce: true, cancellationToken);
        List<double> drained = [];
        int exceeded = 0;
        for (int rate = RateStart; rate <= RateMax && exceeded < 3 && failure is null;)
        {
            await running.SetRateAsync(rate, cancellationToken);
            double before = await LinesAsync(cancellationToken);
            await Task.Delay(RateStep, api.Clock, cancellationToken);
            drained.Add((await LinesAsync(cancellationToken) - before) / RateStep.TotalSeconds);
            Console.WriteLine($"{rate} lines of each server in a poll: {drained[^1]:0} lines/s taken");
            bool isFull = samplers.FullQueue(drain => Math.Max(4 * drain, step)) is not null;
            (exceeded, rate) = isFull ? (exceeded + 1, rate) : (0, rate * 2);
        }

        await park.ResetAsync(cancellationToken);
        (double mean, double error) = Figures.MeanOf(drained.TakeLast(3).ToList());
        string verdict = failure is not null ? "not measured to the end" : exceeded < 3 ? "bears more" : "bears no more";
        return
        [
            new("lines/s", $"{mean:0} ± {error:0}", $"{RateMax} lines a poll and server", verdict),
            new("messages/s", $"{mean / LinesPerMessage:0.0} ± {error / LinesPerMessage:0.0}", "three longer queues in turn", verdict),
            new("ended by", failure ?? (exceeded < 3 ? $"the highest rate of {RateMax}" : "a queue that grew three times")),
        ];
    }

    private Finding EndOf(string? failure) => new("ended by", failure ?? $"the limit of {most} servers");

    private Finding Reached(string what, int count, string? failure) => new(what, $"{count}", $"{most}", failure is null ? "bears all that were tried" : "bears no more");

    private async Task<double> LinesAsync(CancellationToken cancellationToken)
    {
        ManagerResponse status = await api.GetAsync("api/system_status/", cancellationToken);
        return status.Whole("log_lines");
    }
}
