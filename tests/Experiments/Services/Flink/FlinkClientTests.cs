using Scalewright.Experiments.Flink;

namespace Experiments.Services.Tests.Flink;

public class FlinkClientTests
{
    [Theory]
    [InlineData(200, "no", "its answer is not JSON: no; see whether")]
    [InlineData(200, "[]", "its answer is a list where an object should be: ")]
    [InlineData(200, "{}", "'jid' of its answer is missing where a text should be; see whether")]
    [InlineData(
        200,
        """{"jid":"1","name":"x","state":"DANCING","vertices":[]}""",
        "'state' of its answer is \"DANCING\" where a state of a job should be; see whether"
    )]
    [InlineData(
        200,
        """{"jid":"1","name":"x","state":"RUNNING","vertices":[{"id":"a","name":"b","parallelism":-1}]}""",
        "'vertices[0].parallelism' of its answer is -1 where a whole number from 0 should be; see whether"
    )]
    [InlineData(
        404,
        """{"errors":["Job abc not found\n\tat org.apache.flink.Trace"]}""",
        "it answered 404: Job abc not found; use a name that is there"
    )]
    [InlineData(500, """{"errors":"?"}""", "it answered 500: {\"errors\":\"?\"}; ask again later")]
    public async Task An_invalid_response_is_reported_with_its_request(int status, string body, string told)
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Server.Faults.Add(new Fault(FaultKind.Answer, _ => true) { Status = status, Body = body });
        using FlinkClient client = new(test.Options.Cluster with { MaxAttempts = 1 });

        HttpServiceException failure = await Should.ThrowAsync<HttpServiceException>(() => client.GetJobAsync("abc"));

        failure.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"GET {test.Server.Address}jobs/abc: {told.TrimEnd(' ', ':')}");
    }

    [Fact]
    public async Task The_overview_and_the_task_managers_of_a_cluster_are_read()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Cluster.Place([
            new("tm-1", "pico-1")
            {
                Slots = 2,
                Cpus = 4,
                MemoryMiB = 2048,
            },
            new("tm-2", "pico-2"),
        ]);
        using FlinkClient client = new(test.Options.Cluster);

        FlinkOverview overview = await client.GetOverviewAsync();
        ValueList<FlinkTaskManager> managers = await client.ListTaskManagersAsync();

        overview.ShouldBe(new FlinkOverview("1.18.1", 2, 3, 3));
        managers.ShouldBe([
            new FlinkTaskManager("pico-1:6122-tm-1", "pico-1", 2, 4, 2048),
            new FlinkTaskManager("pico-2:6122-tm-2", "pico-2", 1, 1, 2048),
        ]);
        (await client.ListJobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_is_started_and_stopped_with_a_savepoint()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Cluster.Place([new("tm-1", "pico-1") { Slots = 4 }]);
        using FlinkClient client = new(test.Options.Cluster);
        string jar = await client.UploadJarAsync("join.jar", new byte[] { 1 });

        string job = await client.RunJarAsync(jar, new FlinkSubmission("0000000000000000000000000000000a", 2));
        (await client.GetJobAsync(job)).State.ShouldBe(FlinkJobState.Initializing);
        await WaitAsync(test, 5);
        FlinkJob running = await client.GetJobAsync(job);
        string trigger = await client.StopWithSavepointAsync(job, "s3://sp");
        FlinkSavepoint underWay = await client.GetSavepointAsync(job, trigger);
        await WaitAsync(test, 5);
        FlinkSavepoint whole = await client.GetSavepointAsync(job, trigger);
        FlinkJob stopped = await client.GetJobAsync(job);
        FlinkSavepoint late = await client.GetSavepointAsync(job, await client.StopWithSavepointAsync(job, "s3://sp"));

        (running.State, running.Name, running.IsTerminal).ShouldBe((FlinkJobState.Running, "join", false));
        running
            .Vertices.Select(vertex => (vertex.Name, vertex.Parallelism, vertex.MaxParallelism))
            .ShouldBe([("Source: source", 2, 128), ("join", 2, 128)]);
        underWay.ShouldBe(new FlinkSavepoint(IsCompleted: false, "", ""));
        whole.Location.ShouldStartWith("s3://sp/savepoint-");
        (stopped.State, stopped.IsTerminal).ShouldBe((FlinkJobState.Finished, true));

        // Flink 1.18, Dispatcher.java: a savepoint of an ended job is accepted, and its operation fails.
        late.ShouldBe(
            new FlinkSavepoint(
                IsCompleted: true,
                "",
                $"org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job ({job})"
            )
        );
        (await client.FindSavepointAsync(job)).ShouldBe(whole.Location);
        await client.DeleteJarAsync(jar);

        // Flink 1.18, JarDeleteHandler.java: 400 for an unknown jar.
        await client.DeleteJarAsync(jar);
        test.Cluster.Jars.ShouldBe(0);
    }

    [Fact]
    public async Task Metrics_of_many_subtasks_are_requested_in_lines_shorter_than_4096_characters()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(FlinkTest.Join);
        test.Cluster.Place([new("tm-1", "pico-1") { Slots = 100 }]);
        using FlinkClient client = new(test.Options.Cluster);
        string job = await client.RunJarAsync(
            await client.UploadJarAsync("join.jar", new byte[] { 1 }),
            new FlinkSubmission("0000000000000000000000000000000a", 100)
        );
        test.Cluster.Load(ValueMap<double>.Empty.With("vehicles", 1000));
        await WaitAsync(test, 30);
        string join = (await client.GetJobAsync(job)).Vertices[1].Id;

        ValueList<double> rates = await client.GetSubtaskMetricAsync(job, join, "numRecordsInPerSecond", 100);
        FlinkMetric whole = (await client.GetMetricsAsync(job, join, ["numRecordsInPerSecond"]))["numRecordsInPerSecond"];

        rates.Count.ShouldBe(100);
        rates.Sum().ShouldBe(whole.Sum, 1e-6);
        whole.Sum.ShouldBe(1000, 50);
        test.Server.Faults.Seen.Max(line => line.Length).ShouldBeLessThan(4096);
    }

    private static Task WaitAsync(FlinkTest test, int seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), test.Clock);
}
