using Microsoft.CodeAnalysis;

namespace Generators.Tests;

/// <summary>Analysis of code that leaves the simulation (SWA0037).</summary>
public class EscapeTests
{
    [Theory]
    [InlineData("await Task.Run(() => 1);", "'Task.Run' leaves the provider's loop; call the method and keep its task")]
    [InlineData(
        "await Task.Factory.StartNew(() => 1);",
        "'TaskFactory.StartNew' leaves the provider's loop; call the method and keep its task"
    )]
    [InlineData(
        "await Task.Delay(TimeSpan.FromSeconds(1), provider.Clock, token).ConfigureAwait(false);",
        "'Task.ConfigureAwait' leaves the provider's loop; await plainly"
    )]
    [InlineData(
        "await provider.ConfigureAwait(false).DisposeAsync();",
        "'TaskAsyncEnumerableExtensions.ConfigureAwait' leaves the provider's loop; await plainly"
    )]
    [InlineData(
        "await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);",
        "'Task.ConfigureAwait' leaves the provider's loop; await plainly"
    )]
    [InlineData(
        "await foreach (Task done in Task.WhenEach([Task.CompletedTask])) { }",
        "'Task.WhenEach' leaves the provider's loop; use Task.WhenAny, or NodeSet's streams"
    )]
    [InlineData("Parallel.For(0, 3, i => { });", "'Parallel.For' leaves the provider's loop; use Task.WhenAll over async calls")]
    [InlineData(
        "await Parallel.ForEachAsync([1], (i, t) => default);",
        "'Parallel.ForEachAsync' leaves the provider's loop; use Task.WhenAll over async calls"
    )]
    [InlineData(
        "Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => { });",
        "'Parallel.For' leaves the provider's loop; use Task.WhenAll over async calls"
    )]
    [InlineData("_ = DateTime.Now;", "'DateTime.Now' uses the machine's clock; use provider.Clock.GetUtcNow()")]
    [InlineData("_ = DateTime.UtcNow.Hour;", "'DateTime.UtcNow' uses the machine's clock; use provider.Clock.GetUtcNow()")]
    [InlineData("_ = DateTimeOffset.UtcNow;", "'DateTimeOffset.UtcNow' uses the machine's clock; use provider.Clock.GetUtcNow()")]
    [InlineData("_ = new Random().Next();", "'new Random' differs from run to run; use provider.Random")]
    [InlineData("_ = Random.Shared.Next();", "'Random.Shared' differs from run to run; use provider.Random")]
    [InlineData(
        "using System.Net.Http.HttpClient client = new();",
        "'new HttpClient' reaches out of the simulation; run a command or a program on a node"
    )]
    [InlineData("await Task.Delay(5);", "'Task.Delay' uses the machine's clock; pass provider.Clock to it")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(5), token);", "'Task.Delay' uses the machine's clock; pass provider.Clock to it")]
    [InlineData(
        "await Task.CompletedTask.WaitAsync(TimeSpan.FromSeconds(5), token);",
        "'Task.WaitAsync' uses the machine's clock; pass provider.Clock to it"
    )]
    [InlineData(
        "using var source = new System.Threading.CancellationTokenSource(TimeSpan.FromSeconds(1));",
        "'new CancellationTokenSource' uses the machine's clock; pass provider.Clock to it"
    )]
    [InlineData("System.Threading.Thread.Sleep(5);", "'Thread.Sleep' uses the machine's clock; await Task.Delay with provider.Clock")]
    [InlineData(
        "using var timer = new System.Threading.Timer(_ => { }, null, 1, 1);",
        "'new Timer' uses the machine's clock; use provider.Clock.CreateTimer"
    )]
    [InlineData(
        "using var timer = new System.Threading.PeriodicTimer(TimeSpan.FromSeconds(1));",
        "'new PeriodicTimer' uses the machine's clock; pass provider.Clock to it"
    )]
    [InlineData(
        "var watch = System.Diagnostics.Stopwatch.StartNew(); _ = watch.Elapsed;",
        "'Stopwatch.StartNew' uses the machine's clock; use provider.Clock.GetTimestamp() and GetElapsedTime"
    )]
    [InlineData(
        "_ = new[] { 1 }.Select(_ => DateTime.Now).Count();",
        "'DateTime.Now' uses the machine's clock; use provider.Clock.GetUtcNow()"
    )]
    [InlineData("_ = TimeProvider.System.GetUtcNow();", "'TimeProvider.System' uses the machine's clock; use provider.Clock")]
    [InlineData(
        "await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, token);",
        "'TimeProvider.System' uses the machine's clock; use provider.Clock"
    )]
    [InlineData("Task.CompletedTask.Wait();", "'Task.Wait' blocks the provider's loop, where nothing else happens meanwhile; await it")]
    [InlineData(
        "_ = Task.FromResult(1).Result;",
        "'Task.Result' blocks the provider's loop, where nothing else happens meanwhile; await it"
    )]
    [InlineData(
        "_ = Task.FromResult(1).GetAwaiter().GetResult();",
        "'TaskAwaiter.GetResult' blocks the provider's loop, where nothing else happens meanwhile; await it"
    )]
    [InlineData(
        "Task.CompletedTask.GetAwaiter().GetResult();",
        "'TaskAwaiter.GetResult' blocks the provider's loop, where nothing else happens meanwhile; await it"
    )]
    [InlineData(
        "_ = ValueTask.FromResult(1).Result;",
        "'ValueTask.Result' blocks the provider's loop, where nothing else happens meanwhile; await it"
    )]
    [InlineData(
        "Task.WaitAll(Task.CompletedTask);",
        "'Task.WaitAll' blocks the provider's loop, where nothing else happens meanwhile; await Task.WhenAll"
    )]
    [InlineData(
        "_ = await System.IO.File.ReadAllTextAsync(\"a\", token);",
        "'File.ReadAllTextAsync' leaves the provider's loop; do it before or after the run, or on a node"
    )]
    [InlineData("await Task.CompletedTask.ContinueWith(_ => 1);", "'Task.ContinueWith' leaves the provider's loop; await the task")]
    public async Task A_statement_that_leaves_the_simulation_is_reported(string statement, string message)
    {
        Diagnostic found = (await Analysis.RunAsync(Sources.Compile(Lambda(statement)))).ShouldHaveSingleItem();

        found.Id.ShouldBe("SWA0037");
        found.GetMessage().ShouldBe(message);
    }

    [Theory]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(5), provider.Clock, token);")]
    [InlineData("await Task.Yield(); await Task.WhenAll(Task.CompletedTask); await Task.WhenAny(Task.CompletedTask);")]
    [InlineData("await Task.CompletedTask.ConfigureAwait(true);")]
    [InlineData(
        "await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);"
    )]
    [InlineData("Parallel.For(0, 3, new ParallelOptions { TaskScheduler = TaskScheduler.FromCurrentSynchronizationContext() }, i => { });")]
    [InlineData("_ = provider.Clock.GetUtcNow(); _ = new DateTime(2020, 1, 1).AddDays(1); _ = DateTime.UnixEpoch;")]
    [InlineData("_ = new Random(42).Next(); _ = provider.Random.Next();")]
    [InlineData(
        "using System.Threading.CancellationTokenSource source = new(); using System.Threading.CancellationTokenSource timed = new(TimeSpan.FromSeconds(1), provider.Clock);"
    )]
    [InlineData("using var timer = provider.Clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero);")]
    [InlineData("await Task.CompletedTask.ContinueWith(_ => 1, TaskContinuationOptions.ExecuteSynchronously);")]
    [InlineData("_ = System.IO.File.Exists(\"a\"); _ = await Task.FromResult(1);")]
    [InlineData("_ = Aid.Sum(1, 2);")]
    [InlineData("_ = new Settings().Clock;")]
    public async Task A_statement_that_stays_in_the_simulation_is_not_reported(string statement) =>
        (
            await Analysis.RulesAsync(
                Lambda(statement)
                    + "static class Aid { public static int Sum(int a, int b) => a + b; public static DateTime Other() => DateTime.Now; }\nrecord Settings { public TimeProvider Clock { get; init; } = TimeProvider.System; }"
            )
        ).ShouldBeEmpty();

    [Theory]
    [InlineData(
        "DateTime Go() => DateTime.Now; await provider.RunAsync(token => { Go(); return Task.CompletedTask; });",
        "'DateTime.Now' uses the machine's clock;"
    )]
    [InlineData("await provider.RunAsync(token => Aid.GoAsync());", "'Task.Delay' uses the machine's clock;")]
    [InlineData(
        "await provider.RunAsync(async token => await Task.WhenAll(new[] { 1 }.Select(Aid.FarAsync)));",
        "'Task.Delay' uses the machine's clock;"
    )]
    [InlineData(
        "await provider.RunAsync(Main); async Task Main(System.Threading.CancellationToken token) => await Task.Delay(5);",
        "'Task.Delay' uses the machine's clock;"
    )]
    [InlineData(
        "Func<System.Threading.CancellationToken, Task> main = async token => await Task.Delay(5); await provider.RunAsync(main);",
        "'Task.Delay' uses the machine's clock;"
    )]
    [InlineData(
        "await provider.RunAsync(async outer => await provider.RunAsync(async token => await Task.Delay(5)));",
        "'Task.Delay' uses the machine's clock;"
    )]
    [InlineData("await provider.RunAsync(Aid.MainAsync);", "'Task.Delay' uses the machine's clock;")]
    public async Task Methods_that_the_program_calls_are_analyzed(string statements, string message)
    {
        string[] sources =
        [
            Program(statements),
            "static class Aid { public static Task GoAsync() => FarAsync(1); public static Task FarAsync(int i) => Task.Delay(i); public static Task MainAsync(System.Threading.CancellationToken token) => FarAsync(2); }",
        ];

        (await Analysis.RunAsync(Sources.Compile(sources))).ShouldHaveSingleItem().GetMessage().ShouldStartWith(message);
    }

    [Fact]
    public async Task A_helper_that_is_called_repeatedly_is_reported_once_at_its_own_location()
    {
        const string Helper =
            "static class Aid {\npublic static void Tick() => Far();\nstatic void Far() => System.Diagnostics.Stopwatch.StartNew(); }";
        string twice = "await provider.RunAsync(async token => { Aid.Tick(); Aid.Tick(); });";

        Diagnostic found = (await Analysis.RunAsync(Sources.Compile([Program(twice + twice), Helper]))).ShouldHaveSingleItem();

        found.GetMessage().ShouldBe("'Stopwatch.StartNew' uses the machine's clock; use provider.Clock.GetTimestamp() and GetElapsedTime");
        FileLinePositionSpan place = found.Location.GetLineSpan();
        (await found.Location.SourceTree!.GetTextAsync())
            .Lines[place.StartLinePosition.Line]
            .ToString()
            .ShouldBe("static void Far() => System.Diagnostics.Stopwatch.StartNew(); }");
    }

    [Fact]
    public async Task A_provider_class_is_recognized_by_its_interface() =>
        (
            await Analysis.RulesAsync(
                "abstract class Place : Scalewright.Providers.IProvider { "
                    + Members
                    + " }\nclass User { Task GoAsync(Place place) => place.RunAsync(token => Task.Delay(5)); }"
            )
        ).ShouldBe(["SWA0037"]);

    [Theory]
    [InlineData(
        "namespace Scalewright { static class Simulation { public static void ExploreAsync(Func<Task> program) { } } }",
        "Scalewright.Simulation.ExploreAsync"
    )]
    [InlineData(
        "namespace Scalewright.Providers.Simulation.Kernel { class SimulationKernel { public static void Run(Func<Task> program) { } } }",
        "Scalewright.Providers.Simulation.Kernel.SimulationKernel.Run"
    )]
    public async Task Programs_of_the_kernel_and_of_an_exploration_are_analyzed_too(string library, string call) =>
        (await Analysis.RulesAsync($"{library}\nclass User {{ void Go() => {call}(() => Task.Delay(5)); }}")).ShouldBe(["SWA0037"]);

    [Theory]
    [InlineData(
        "[SimulationFact] public async Task Test(CancellationToken token) => await Task.Delay(5);",
        "'Task.Delay' uses the machine's clock;"
    )]
    [InlineData(
        "[SimulationFact(SeedCount = 3)] public Task Test(CancellationToken token) { return Task.Run(() => 1); }",
        "'Task.Run' leaves the provider's loop;"
    )]
    [InlineData(
        "[SimulationFact] public void Test(CancellationToken token) => Other(); void Other() => _ = DateTime.Now;",
        "'DateTime.Now' uses the machine's clock;"
    )]
    [InlineData(
        "[SimulationFact(CheckMethod = nameof(Whole))] public void Test(CancellationToken token) { } void Whole(CancellationToken token) => _ = DateTime.Now;",
        "'DateTime.Now' uses the machine's clock;"
    )]
    [InlineData(
        "[SimulationFact] public async Task Test(Scalewright.Providers.IProvider provider) => await provider.RunAsync(token => Task.Delay(5));",
        "'Task.Delay' uses the machine's clock;"
    )]
    public async Task Tests_that_run_in_a_simulation_are_analyzed_too(string members, string message) =>
        (await Analysis.RunAsync(Sources.Compile(Tests(members)))).ShouldHaveSingleItem().GetMessage().ShouldStartWith(message);

    [Theory]
    [InlineData(
        "[SimulationFact] public async Task Test(Scalewright.Providers.IProvider provider) => await Task.Delay(TimeSpan.FromSeconds(5), provider.Clock);"
    )]
    [InlineData(
        "[SimulationFact(CheckMethod = nameof(Whole))] public void Test(CancellationToken token) { } void Whole(CancellationToken token) { } void Other() => _ = DateTime.Now;"
    )]
    [InlineData("[Mine.SimulationFact] public async Task Test(CancellationToken token) => await Task.Delay(5);")]
    [InlineData("[Scalewright.Testing.Other] public async Task Test(CancellationToken token) => await Task.Delay(5);")]
    public async Task Other_tests_and_correct_simulation_tests_are_not_reported(string members) =>
        (await Analysis.RulesAsync(Tests(members))).ShouldBeEmpty();

    [Theory]
    [InlineData("await Task.Delay(5); _ = DateTime.Now;")]
    [InlineData("await provider.RunAsync(token => Task.CompletedTask); await Task.Delay(5);")]
    [InlineData("await Other(async token => await Task.Delay(5)); Task Other(Func<int, Task> go) => go(1);")]
    public async Task Code_outside_of_a_run_is_not_reported(string statements) =>
        (await Analysis.RulesAsync(Program(statements))).ShouldBeEmpty();

    private const string Members = """
        public abstract string Name { get; }
        public abstract TimeProvider Clock { get; }
        public abstract Random Random { get; }
        public abstract int MaxBatchSize { get; }
        public abstract TimeSpan ConsistencyWindow { get; }
        public abstract Task RunAsync(Func<System.Threading.CancellationToken, Task> program, System.Threading.CancellationToken cancellationToken = default);
        public abstract Task<ValueList<Problem>> CheckAsync(Topology topology, System.Threading.CancellationToken cancellationToken = default);
        public abstract Task<ValueList<Scalewright.Providers.Resource>> ObserveAsync(Scalewright.Providers.Owner? owner, System.Threading.CancellationToken cancellationToken = default);
        public abstract IAsyncEnumerable<Scalewright.Providers.StepOutcome> ApplyAsync(ValueList<Scalewright.Providers.StepRequest> orders, System.Threading.CancellationToken cancellationToken = default);
        public abstract Task<Scalewright.Agents.INodeConnection> ConnectAsync(Scalewright.Providers.Resource node, System.Threading.CancellationToken cancellationToken = default);
        public abstract ValueTask DisposeAsync();
        """;

    private static string Tests(string members) =>
        $$"""
            using Scalewright.Testing;
            namespace Scalewright.Testing { class SimulationFactAttribute : Attribute { public int SeedCount { get; set; } public string? CheckMethod { get; set; } } class OtherAttribute : Attribute; }
            namespace Mine { class SimulationFactAttribute : Attribute; }
            class Farm { {{members}} }
            """;

    private static string Lambda(string statement) => Program($"await provider.RunAsync(async token => {{ {statement} }});");

    private static string Program(string statements) =>
        $"class Program {{ public static async Task GoAsync(Scalewright.Providers.IProvider provider) {{ {statements} }} }}\n";
}
