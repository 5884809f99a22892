using Microsoft.CodeAnalysis;
using Scalewright.Generators.Services;

namespace Generators.Tests;

/// <summary>Generated proxies and rules of agent services.</summary>
public class ServiceTests
{
    private const string Hello = """
        namespace Acme;

        [AgentService("examples.hello")]
        [AgentError(typeof(QuotaException))]
        public partial interface IHello
        {
            [AgentCall(TimeoutSeconds = 2.5, IsIdempotent = true)]
            Task<string> GreetAsync(Person person, int times, CancellationToken cancellationToken);

            IAsyncEnumerable<int?> CountAsync(IAsyncEnumerable<string> words, CancellationToken cancellationToken);

            ValueTask RestAsync(CancellationToken cancellationToken);
        }

        public sealed record Person(string Name, ValueMap<Person> Friends)
        {
            public string? Note { get; init; }
        }

        public sealed class QuotaException(string message, Exception? inner) : Exception(message, inner)
        {
            public int Limit { get; init; }
        }
        """;

    private static readonly CSharpCompilation Start = Sources.Compile([Hello, "public static class Other { }"]);

    [Fact]
    public void A_service_interface_gets_a_proxy_and_a_dispatcher() =>
        Approved.Check(Generation.Text(Sources.Compile(Hello)), "Generators/Service");

    [Fact]
    public void The_generated_code_compiles_without_a_warning() => Generation.Complete(Sources.Compile(Hello)).ShouldNotBeNull();

    [Fact]
    public async Task A_valid_service_interface_violates_no_rule() => (await Analysis.RulesAsync(Hello)).ShouldBeEmpty();

    [Theory]
    [InlineData("Task PutAsync(object value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(Func<int> value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync((int, int) value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(int[,] value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(Dictionary<int, int> value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(System.IO.Stream value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(IComparable value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(Attribute value, CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task<List<nint>> GetAsync(CancellationToken cancellationToken);", "SWA0042")]
    [InlineData("Task PutAsync(IAsyncEnumerable<int> a, IAsyncEnumerable<int> b, CancellationToken cancellationToken);", "SWA0041")]
    [InlineData("Task PutAsync(in int a, CancellationToken cancellationToken);", "SWA0041")]
    [InlineData("Task PutAsync<T>(CancellationToken cancellationToken);", "SWA0041")]
    [InlineData("Task PutAsync(CancellationToken cancellationToken) => Task.CompletedTask;", "SWA0041")]
    [InlineData("int Size { get; }", "SWA0041")]
    [InlineData("event Action Changed;", "SWA0041")]
    [InlineData("void Put(CancellationToken cancellationToken);", "SWA0041")]
    public async Task An_unsupported_service_member_is_reported(string member, string rule) =>
        (await Analysis.RulesAsync($"[AgentService] public partial interface IHello {{ {member} }}")).ShouldBe([rule]);

    [Theory]
    [InlineData("public partial interface IHello<T>", "SWA0039")]
    [InlineData("public partial interface IHello : IDisposable", "SWA0039")]
    [InlineData("file partial interface IHello", "SWA0039")]
    [InlineData("public interface IHello", "SWA0038")]
    public async Task An_invalid_service_interface_is_reported(string declaration, string rule) =>
        (await Analysis.RulesAsync($"[AgentService] {declaration} {{ Task PingAsync(CancellationToken cancellationToken); }}")).ShouldBe([
            rule,
        ]);

    [Theory]
    [InlineData("files")]
    [InlineData("commands")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("1a")]
    public async Task An_invalid_name_is_reported(string name) =>
        (await Analysis.RulesAsync($"[AgentService(\"{name}\")] public partial interface IHello {{ }}")).ShouldBe(["SWA0040"]);

    [Theory]
    [InlineData("IHello", "hello")]
    [InlineData("IHostFacts", "host_facts")]
    [InlineData("Inventory", "inventory")]
    public void A_service_without_a_name_is_named_after_its_interface(string type, string name) => ServiceNames.NameOf(type).ShouldBe(name);

    [Theory]
    [InlineData("Task<string> GreetAsync(Person person, int times", "Task<string> GreetAsync(Person somebody, int count")]
    [InlineData("record Person(string Name", "record Person( string Name")]
    [InlineData("TimeoutSeconds = 2.5", "TimeoutSeconds = 3")]
    public void The_digest_is_unchanged_when_the_wire_format_is_unchanged(string before, string after) =>
        DigestOf(Hello.Replace(before, after, StringComparison.Ordinal)).ShouldBe(DigestOf(Hello));

    [Theory]
    [InlineData("int times", "long times")]
    [InlineData("string? Note", "string Note")]
    [InlineData("string? Note", "string? Remark")]
    [InlineData("int Limit", "int Maximum")]
    [InlineData("RestAsync", "SleepAsync")]
    [InlineData("examples.hello", "examples.hallo")]
    [InlineData("IAsyncEnumerable<int?>", "IAsyncEnumerable<int>")]
    public void The_digest_changes_with_the_wire_format(string before, string after) =>
        DigestOf(Hello.Replace(before, after, StringComparison.Ordinal)).ShouldNotBe(DigestOf(Hello));

    [Fact]
    public void An_unrelated_edit_reuses_the_service() =>
        ReasonsAfter(
                Start.ReplaceSyntaxTree(
                    Start.SyntaxTrees[2],
                    Sources.Parse("public static class Other { public static int Size => 3; }", "Source1.cs")
                )
            )
            .ShouldBeSubsetOf(Reused);

    [Fact]
    public void A_line_added_above_regenerates_nothing() =>
        ReasonsAfter(Start.ReplaceSyntaxTree(Start.SyntaxTrees[1], Sources.Parse("// A line.\n" + Hello, "Source0.cs")))
            .ShouldBeSubsetOf(Reused);

    private static IncrementalStepRunReason[] Reused => [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    private static string DigestOf(string source)
    {
        string text = Generation.Text(Sources.Compile(source));
        int start = text.IndexOf("Contract { get; } = new(", StringComparison.Ordinal);
        return text[start..].Split('\n')[2].Trim();
    }

    private static IncrementalStepRunReason[] ReasonsAfter(Compilation second)
    {
        GeneratorRunResult result = Generation.Driver(isTracked: true).RunGenerators(Start).RunGenerators(second).GetRunResult().Results[1];
        return [.. result.TrackedSteps[StepNames.Service].SelectMany(run => run.Outputs).Select(output => output.Reason)];
    }
}
