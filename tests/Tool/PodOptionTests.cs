using System.CommandLine;
using Scalewright.Providers.Kubernetes;
using Scalewright.Providers.Slurm;
using Scalewright.Tool;

namespace Tool.Tests;

/// <summary>Options of the pods of <c>explore</c> and <c>experiment</c>.</summary>
public sealed class PodOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PodOptionTests() => PodProvider.WordsOf(_folder, new Uri("http://127.0.0.1:1"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 100, "", 1, 1024)]
    [InlineData("--concurrency 7 --queue team-a --requests cpu=1,memory=512Mi", 7, "team-a", 1, 512)]
    [InlineData("--requests memory=1.5Gi,cpu=250m", 100, "", 0.25, 1536)]
    [InlineData("--requests cpu=0.5", 100, "", 0.5, 1024)]
    [InlineData("--requests memory=1Ti --concurrency 10000", 10_000, "", 1, 1_048_576)]
    public void Options_of_pods_are_those_of_the_engine(string options, int concurrency, string queue, double cpus, int memory)
    {
        (ExecutorOption executor, ParseResult result) = Parse(options);

        result.Errors.ShouldBeEmpty();
        KubernetesSweepEngine engine = executor.CreateEngine(result).ShouldBeOfType<KubernetesSweepEngine>();
        (engine.MaxConcurrency, engine.Queue, engine.Cpus, engine.MemoryMiB).ShouldBe((concurrency, queue, cpus, memory));
    }

    [Theory, InlineData("", false), InlineData("--restricted", true)]
    public void Pods_are_restricted_if_the_option_is_given(string options, bool isRestricted)
    {
        (ExecutorOption executor, ParseResult result) = Parse(options);

        executor.CreateEngine(result).ShouldBeOfType<KubernetesSweepEngine>().IsRestricted.ShouldBe(isRestricted);
    }

    [Theory]
    [InlineData("--concurrency 0", "--concurrency: 0 is below 1; use 1 or more")]
    [InlineData("--concurrency 10001", "--concurrency: 10001 is above 10000; use 10000 or less")]
    [InlineData(
        "--queue team-",
        "--queue: 'team-' is not a name of a queue; use up to 63 letters, digits, '-', '_' and '.', with a letter or a digit at both ends"
    )]
    [InlineData("--requests cpu", "--requests: 'cpu' is not a request of cpu or memory; use for example cpu=0.5,memory=512Mi")]
    [InlineData("--requests disk=1Gi", "--requests: 'disk=1Gi' is not a request of cpu or memory; use for example cpu=0.5,memory=512Mi")]
    [InlineData("--requests cpu=1,cpu=2", "--requests: cpu is specified twice; use for example cpu=0.5,memory=512Mi")]
    [InlineData("--requests cpu=1,memory=1Gi,memory=1Gi", "--requests: memory is specified twice; use for example cpu=0.5,memory=512Mi")]
    [InlineData(
        "--requests cpu=0",
        "--requests: 'cpu=0' is not a number of processors from 0.001 to 10,000; use for example cpu=0.5,memory=512Mi"
    )]
    [InlineData(
        "--requests cpu=-1",
        "--requests: 'cpu=-1' is not a number of processors from 0.001 to 10,000; use for example cpu=0.5,memory=512Mi"
    )]
    [InlineData(
        "--requests memory=512",
        "--requests: 'memory=512' is not a whole number of MiB above 0 with the unit Mi, Gi or Ti; use for example cpu=0.5,memory=512Mi"
    )]
    [InlineData(
        "--requests memory=0.5Mi",
        "--requests: 'memory=0.5Mi' is not a whole number of MiB above 0 with the unit Mi, Gi or Ti; use for example cpu=0.5,memory=512Mi"
    )]
    [InlineData(
        "--requests memory=2147483648Mi",
        "--requests: 'memory=2147483648Mi' is not a whole number of MiB above 0 with the unit Mi, Gi or Ti; use for example cpu=0.5,memory=512Mi"
    )]
    [InlineData(
        "--requests memory=0Gi",
        "--requests: 'memory=0Gi' is not a whole number of MiB above 0 with the unit Mi, Gi or Ti; use for example cpu=0.5,memory=512Mi"
    )]
    public void An_option_of_pods_that_is_not_valid_is_reported(string options, string error) =>
        Parse(options).Result.Errors.Select(found => found.Message).ShouldBe([error]);

    [Theory]
    [InlineData("explore tests.dll --concurrency 7", "--concurrency")]
    [InlineData("experiment words.yaml --queue team", "--queue")]
    [InlineData("explore tests.dll --executor slurm --requests cpu=1", "--requests")]
    [InlineData("explore tests.dll --restricted", "--restricted")]
    public void Options_of_pods_need_the_executor_kubernetes(string arguments, string option)
    {
        ProgramResult result = ToolRun.Start(_folder.Root, arguments.Split(' '));

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain($"{option}: only supported with --executor kubernetes; omit it");
    }

    [Fact]
    public void Runs_are_announced_on_the_cluster_that_executes_them()
    {
        (ExecutorOption executor, ParseResult result) = Parse("");

        ExperimentFile.DescribeExecutor(executor.CreateEngine(result)).ShouldBe("on Kubernetes");
        ExperimentFile.DescribeExecutor(new SlurmSweepEngine(new SlurmClientOptions(), ["scalewright"])).ShouldBe("on Slurm");
    }

    private (ExecutorOption Executor, ParseResult Result) Parse(string options)
    {
        System.CommandLine.Command verb = new("run");
        ExecutorOption executor = ExecutorOption.AddTo(verb);
        string[] arguments =
        [
            "--executor",
            "kubernetes",
            "--image",
            "tests:1",
            "--kubeconfig",
            _folder.At("kubeconfig"),
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        return (executor, verb.Parse(arguments));
    }
}
