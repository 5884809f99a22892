using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Sweeps.Tests;

public sealed class SweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    [InlineData(7, 1)]
    [InlineData(1000, 2)]
    public async Task The_chunk_size_and_process_count_do_not_change_the_bytes_of_the_results(int chunk, int processes)
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(9));
        SweepReport report = await new SweepRunner(new ProcessSweepEngine(SweepHost.Words) { MaxConcurrency = processes })
        {
            ChunkSize = chunk,
        }.RunAsync(sweep);
        Assert.True(report.IsComplete);
        Assert.Equal(Points.Results(9), await CollectAsync(sweep));
    }

    [Fact]
    public void A_folder_that_cannot_be_created_is_reported()
    {
        File.WriteAllText(_folder.At("file"), "");

        SweepException refused = Assert.Throws<SweepException>(() => SweepFolder.Create(_folder.At("file/sweep"), Points.Make(1)));

        Assert.Equal(ProblemCode.OutputNotWritable, refused.Problems.Single().Code);
    }

    [Fact]
    public async Task A_failed_element_is_reported_with_its_final_output()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));

        SweepReport report = await new SweepRunner(
            new ProcessSweepEngine(["sh", "-c", "echo starts >&2; echo no licence >&2; exit 3", "sh"])
        )
        {
            ChunkSize = 2,
        }.RunAsync(sweep);

        Assert.Equal(0, report.CompletedCount);
        Assert.Equal(Enumerable.Repeat("its element exited with code 3: no licence", 3), report.Failures.Select(failure => failure.Value));
    }

    [Fact]
    public async Task A_missing_element_program_is_reported()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(1));

        SweepException refused = await Assert.ThrowsAsync<SweepException>(() =>
            new SweepRunner(new ProcessSweepEngine(["/no/such/program"])).RunAsync(sweep)
        );

        Assert.Contains("'/no/such/program' cannot be started", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_may_be_nested_64_levels_deep()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(1));
        SweepAttempt attempt = sweep.BeginAttempt(1)!;
        string result = new string('[', 64) + new string(']', 64);

        await SweepElement.TryRunAsync([.. SweepElement.GetArguments(sweep, attempt), "0"], (_, _) => Task.FromResult(result));

        Assert.True(sweep.ReadReport().IsComplete);
        Assert.Contains(result, await CollectAsync(sweep), StringComparison.Ordinal);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_killed_element_is_retried_without_losing_results()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(12));
        List<SweepReport> reports = [];
        ProcessSweepEngine engine = new(SweepHost.WordsThatDie("bab", _folder.At("killed"))) { MaxConcurrency = 2 };
        await new SweepRunner(engine) { ChunkSize = 4 }.RunAsync(sweep, new Listener(reports.Add));
        // 'bab' is point 5. Its element of the points 4 to 7 had computed one point.
        Assert.Equal([9, 12], reports.Select(report => report.CompletedCount));
        Assert.Equal(Points.Results(12), await CollectAsync(sweep));
    }

    [Fact]
    public async Task Only_points_without_results_are_computed_again()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        OwnEngine first = new(point => point.Key is "b" or "baa" ? throw new InvalidOperationException("no luck") : Result(point));
        SweepReport report = await new SweepRunner(first) { ChunkSize = 2, MaxAttempts = 1 }.RunAsync(sweep);
        Assert.Equal(4, report.CompletedCount);
        Assert.Equal(
            new[] { ("b", "InvalidOperationException: no luck"), ("baa", "InvalidOperationException: no luck") },
            report.Failures.Select(failure => (failure.Key, failure.Value))
        );
        OwnEngine second = new(Result);
        Assert.True((await new SweepRunner(second).RunAsync(new SweepFolder(sweep.FullPath))).IsComplete);
        Assert.Equal(["b", "baa"], second.Computed);
    }

    [Fact]
    public async Task An_incomplete_line_of_a_killed_element_is_ignored()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        SweepAttempt attempt = sweep.BeginAttempt(3)!;
        string file = Path.Combine(sweep.FullPath, "attempts", "000001", "element-0.jsonl");
        // A complete line, a line of zeros as after a power failure, and an incomplete line.
        await File.WriteAllTextAsync(file, """{"key":"a","result":1}""" + "\n\0\0\0\n" + """{"key":"b","resu""");
        Assert.Equal(1, sweep.ReadReport().CompletedCount);
        OwnEngine engine = new(_ => "2");
        Assert.Equal([new SweepElementEnd(0)], await engine.RunAsync(sweep, attempt, CancellationToken.None).ToArrayAsync());
        Assert.Equal(["b", "ba"], engine.Computed);
        Assert.Equal(
            """
            {"key":"a","result":1}
            {"key":"b","result":2}
            {"key":"ba","result":2}

            """,
            await CollectAsync(sweep)
        );
    }

    [Fact]
    public async Task Elements_on_threads_start_in_order_and_give_the_bytes_of_one_process()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(20));
        ConcurrentQueue<string> started = [];
        ThreadSweepEngine engine = new(
            (point, _) =>
            {
                started.Enqueue(point.Key);
                return Task.FromResult(Result(point));
            }
        )
        {
            MaxConcurrency = 1,
        };

        Assert.True((await new SweepRunner(engine) { ChunkSize = 3 }.RunAsync(sweep)).IsComplete);

        Assert.Equal(sweep.ReadPoints().Select(point => point.Key), started);
        SweepFolder alone = SweepFolder.Create(_folder.At("alone"), Points.Make(20));
        await new SweepRunner(new OwnEngine(Result)) { ChunkSize = 20 }.RunAsync(alone);
        Assert.Equal(await CollectAsync(alone), await CollectAsync(sweep));
    }

    [Fact]
    public async Task An_enumeration_that_is_ended_early_starts_no_other_element_and_cancels_those_that_run()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(10));
        int canceled = 0;
        ConcurrentQueue<string> started = [];
        ThreadSweepEngine engine = new(
            async (point, cancellationToken) =>
            {
                started.Enqueue(point.Key);
                if (point.Key != "a")
                {
                    await using CancellationTokenRegistration count = cancellationToken.Register(() => canceled++);
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }

                return "1";
            }
        )
        {
            MaxConcurrency = 2,
        };

        await foreach (SweepElementEnd end in engine.RunAsync(sweep, sweep.BeginAttempt(1)!, CancellationToken.None))
        {
            Assert.Equal(new SweepElementEnd(0), end);
            break;
        }

        Assert.InRange(started.Count, 2, 3);
        Assert.Equal(started.Count - 1, canceled);
        Assert.Equal(1, sweep.ReadReport().CompletedCount);
    }

    [Fact]
    public async Task Nothing_is_collected_while_points_are_missing()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        await new SweepRunner(new OwnEngine(point => point.Key == "b" ? throw new IOException("disk") : "1")) { MaxAttempts = 2 }.RunAsync(
            sweep
        );
        using MemoryStream output = new();
        SweepException refused = await Assert.ThrowsAsync<SweepException>(() => sweep.CollectAsync(output));
        Assert.Contains("1 of 3 points have no result; the first is 'b': IOException: disk", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task A_result_that_is_not_JSON_is_a_failure()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(1));
        SweepReport report = await new SweepRunner(new OwnEngine(_ => "1 2")) { MaxAttempts = 1 }.RunAsync(sweep);
        Assert.StartsWith("FormatException: the result of 'a' is not JSON", report.Failures["a"], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_invalid_point_is_reported_with_its_line()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(1));
        File.WriteAllText(Path.Combine(sweep.FullPath, "points.jsonl"), "{\"key\":\"a\"}\n{\"key\":\"a\"}\n[]\n{\"key\":7}\nx\n");
        SweepException refused = Assert.Throws<SweepException>(() => sweep.ReadPoints());
        Assert.Equal([2, 3, 4, 5], refused.Problems.Select(problem => problem.Position.Line));
    }

    [Fact]
    public void An_existing_sweep_folder_accepts_only_the_same_points()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        Assert.Equal(3, SweepFolder.Create(sweep.FullPath, Points.Make(3)).ReadPoints().Count);
        Assert.Contains(
            "the folder contains other points",
            Assert.Throws<SweepException>(() => SweepFolder.Create(sweep.FullPath, Points.Make(4))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_duplicate_point_key_is_rejected() =>
        Assert.Contains(
            "key 'a' is used twice",
            Assert.Throws<SweepException>(() => SweepFolder.Create(_folder.At("sweep"), [.. Points.Make(1), .. Points.Make(2)])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Attempts_started_concurrently_have_unique_numbers()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));
        SweepAttempt?[] attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => sweep.BeginAttempt(1))));
        Assert.Equal(8, attempts.Select(attempt => attempt!.Number).Distinct().Count());
    }

    [Fact]
    public async Task A_canceled_sweep_leaves_no_process_and_resumes_later()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(4));
        using CancellationTokenSource stop = new();
        Task running = new SweepRunner(new ProcessSweepEngine(SweepHost.WordsThatHang("bb")) { MaxConcurrency = 1 })
        {
            ChunkSize = 4,
        }.RunAsync(sweep, cancellationToken: stop.Token);
        while (sweep.ReadReport().CompletedCount < 3)
        {
            await Task.Delay(20);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.DoesNotContain(
            Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)),
            process => Holds(process, sweep.FullPath)
        );
        await new SweepRunner(new ProcessSweepEngine(SweepHost.Words)).RunAsync(sweep);
        Assert.Equal(Points.Results(4), await CollectAsync(sweep));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_02_elements_of_a_killed_controller_exit_and_the_next_controller_completes_the_sweep()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(4));
        using (
            Process controller = Process.Start(
                new ProcessStartInfo(TestProgram.Path, ["sweep", "here", sweep.FullPath, "2", .. SweepHost.WordsThatHang("bb")])
                {
                    UseShellExecute = false,
                }
            )!
        )
        {
            while (sweep.ReadReport().CompletedCount < 3)
            {
                Assert.False(controller.HasExited);
                await Task.Delay(20);
            }

            controller.Kill();
            await controller.WaitForExitAsync();
        }

        // The point of the element never completes, so the element exits only because the controller was killed.
        while (
            Directory
                .EnumerateDirectories("/proc")
                .Where(process => int.TryParse(Path.GetFileName(process), out _))
                .Any(process => Holds(process, sweep.FullPath))
        )
        {
            await Task.Delay(20);
        }

        await new SweepRunner(new ProcessSweepEngine(SweepHost.Words)).RunAsync(sweep);
        Assert.Equal(Points.Results(4), await CollectAsync(sweep));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_element_that_exceeds_its_timeout_is_terminated_and_reported()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(3));

        SweepReport report = await new SweepRunner(
            new ProcessSweepEngine(["sh", "-c", "exec sleep 600", "sh"]) { ElementTimeout = TimeSpan.FromSeconds(1) }
        )
        {
            MaxAttempts = 1,
        }.RunAsync(sweep);

        Assert.Equal(Enumerable.Repeat("its element was ended after 1 s", 3), report.Failures.Select(failure => failure.Value));
    }

    [Fact]
    public void An_element_reads_only_its_own_points()
    {
        SweepFolder sweep = SweepFolder.Create(
            _folder.At("sweep"),
            [.. new[] { """{"key":"a","of":"ä"}""", """{"key":"ü"}""", """{"key":"c"}""" }.Select(SweepPoint.Parse)]
        );
        SweepAttempt attempt = sweep.BeginAttempt(2)!;
        string file = Path.Combine(sweep.GetAttemptFolder(attempt), "points.jsonl");
        byte[] bytes = File.ReadAllBytes(file);
        Array.Fill(bytes, (byte)'!', 0, 15);
        File.WriteAllBytes(file, bytes);

        sweep.ReportElementEnd(attempt, 1, "no licence");
        SweepException refused = Assert.Throws<SweepException>(() => sweep.ReportElementEnd(attempt, 0, "no licence"));

        Assert.Equal(["c"], sweep.ReadReport().Failures.Select(failure => failure.Key));
        Assert.Equal(1, refused.Problems.Single().Position.Line);
    }

    [Fact]
    public async Task Other_arguments_are_ignored_and_invalid_element_arguments_are_rejected()
    {
        Assert.False(await SweepElement.TryRunAsync(["run"], (_, _) => Task.FromResult("1")));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            SweepElement.TryRunAsync(["scalewright-sweep", "folder", "1"], (_, _) => Task.FromResult("1"))
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            SweepElement.TryRunAsync(["scalewright-sweep", "folder", "-1", "0"], (_, _) => Task.FromResult("1"))
        );
    }

    internal static async Task<string> CollectAsync(SweepFolder sweep)
    {
        using MemoryStream output = new();
        await sweep.CollectAsync(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Result(SweepPoint point) => $"{point.Key.Length}";

    private static bool Holds(string process, string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(path, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class Listener(Action<SweepReport> listen) : IProgress<SweepReport>
    {
        public void Report(SweepReport value) => listen(value);
    }
}

internal sealed class OwnEngine(Func<SweepPoint, string> compute) : ISweepEngine
{
    public List<string> Computed { get; } = [];

    public async IAsyncEnumerable<SweepElementEnd> RunAsync(
        SweepFolder folder,
        SweepAttempt attempt,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (int element = 0; element < attempt.ElementCount; element++)
        {
            Assert.True(
                await SweepElement.TryRunAsync(
                    [.. SweepElement.GetArguments(folder, attempt), $"{element}"],
                    (point, _) => Task.FromResult(Compute(point)),
                    cancellationToken
                )
            );
            yield return new SweepElementEnd(element);
        }
    }

    private string Compute(SweepPoint point)
    {
        Computed.Add(point.Key);
        return compute(point);
    }
}
