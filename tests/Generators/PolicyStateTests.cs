using Microsoft.CodeAnalysis;

namespace Generators.Tests;

public class PolicyStateTests
{
    private const string Library = """
        using Scalewright.Decisions;
        namespace Acme.Base
        {
            public abstract record Policy<TState> : SizingPolicy<TState> where TState : unmanaged
            {
                protected override Decision Decide(in DomainObservation observation, ref TState state) => default;
            }
        }
        """;

    [Theory]
    [InlineData("public record struct S(int Count, long Since);", "{int Count, long Since}")]
    [InlineData("public record struct S(long Since, int Count);", "{long Since, int Count}")]
    [InlineData(
        "public struct S { private long _a; public double B { get; set; } public const int C = 1; static int _d; }",
        "{long _a, double B}"
    )]
    [InlineData(
        "public struct S { Inner _inner; System.TimeSpan _delay; struct Inner { byte _b; bool _c; } }",
        "{{byte _b, bool _c} _inner, System.TimeSpan _delay}"
    )]
    [InlineData(
        "public struct S { Slots _slots; [System.Runtime.CompilerServices.InlineArray(8)] struct Slots { long _first; } }",
        "{{long _first}[8] _slots}"
    )]
    [InlineData(
        "public struct S { DayOfWeek _day; int? _maybe; (int From, long To) _pair; }",
        "{System.DayOfWeek _day, int? _maybe, (int From, long To) _pair}"
    )]
    public void The_names_and_types_of_the_fields_of_a_state_are_registered_in_order(string state, string layout) =>
        Generate($"namespace Acme; public sealed record P : Acme.Base.Policy<S>; {state}")
            .ShouldContain($"Register(\"Acme.P\", \"{layout}\");");

    [Theory]
    [InlineData("class Outer { private record P : Acme.Base.Policy<long>; }", "Register(\"Outer+P\", \"long\");")]
    [InlineData("abstract record B<T> : Acme.Base.Policy<T> where T : unmanaged; record P : B<int>;", "Register(\"P\", \"int\");")]
    public void Nested_and_derived_policies_are_registered_with_their_runtime_name(string code, string registration) =>
        Generate(code).ShouldContain(registration);

    [Theory]
    [InlineData("abstract record B : Acme.Base.Policy<int>;")]
    [InlineData("record P<T> : Acme.Base.Policy<T> where T : unmanaged;")]
    [InlineData("record P : Other<int>; abstract record Other<T>;")]
    public void Abstract_and_generic_policies_and_other_types_are_not_registered(string code) => Generate(code).ShouldBeEmpty();

    private static string Generate(string code)
    {
        GeneratorDriver driver = CSharpGeneratorDriver
            .Create(new PolicyStateGenerator().AsSourceGenerator())
            .RunGeneratorsAndUpdateCompilation(Sources.Compile([Library, code]), out Compilation completed, out _);
        completed.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return driver.GetRunResult().GeneratedTrees.SingleOrDefault()?.ToString() ?? "";
    }
}
