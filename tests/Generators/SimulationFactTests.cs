namespace Generators.Tests;

/// <summary>The reasons and the advice are those with which a test fails at run time.</summary>
public class SimulationFactTests
{
    [Theory]
    [InlineData(
        "[SimulationFact] public void Test() { }",
        "'Test' has no parameter; take a SimulationProvider, a CancellationToken, or both"
    )]
    [InlineData(
        "[SimulationFact] public void Test(int seed) { }",
        "parameter 'seed' of 'Test' is of type Int32; take a SimulationProvider, a CancellationToken, or both"
    )]
    [InlineData(
        "[SimulationFact] public void Test(CancellationToken one, CancellationToken two) { }",
        "two parameters of 'Test' are of the same kind; take a SimulationProvider, a CancellationToken, or both"
    )]
    [InlineData("[SimulationFact] public void Test<T>(CancellationToken token) { }", "'Test' is generic; leave the type parameters out")]
    [InlineData(
        "[SimulationFact] public async void Test(CancellationToken token) => await Task.CompletedTask;",
        "'Test' is async void, so its end is not observed; make it async Task"
    )]
    [InlineData(
        "[SimulationFact] public int Test(CancellationToken token) => 1;",
        "'Test' returns Int32; return Task, ValueTask or nothing"
    )]
    [InlineData(
        "[SimulationFact(SeedCount = 0)] public void Test(CancellationToken token) { }",
        "0 is not a number of seeds; use 1 or more"
    )]
    [InlineData(
        "[SimulationFact(VirtualTimeoutMinutes = -1)] public void Test(CancellationToken token) { }",
        "a timeout of -1 minutes is below 1; use 1 or more, or leave it out"
    )]
    [InlineData(
        "[SimulationFact(CheckMethod = \"Whole\")] public void Test(CancellationToken token) { }",
        "Farm has no method 'Whole'; name one method of the test class"
    )]
    [InlineData(
        "[SimulationFact(CheckMethod = nameof(Whole))] public void Test(CancellationToken token) { } void Whole() { }",
        "'Whole' has no parameter; take a SimulationProvider, a CancellationToken, or both"
    )]
    [InlineData(
        "[SimulationFact(CheckMethod = nameof(Whole))] public void Test(CancellationToken token) { } void Whole(CancellationToken token) { } void Whole(int size) { }",
        "Farm has 2 methods 'Whole'; name one method of the test class"
    )]
    [InlineData(
        "[SimulationFact(OptionsMember = nameof(Slow))] public void Test(CancellationToken token) { } static int Slow => 1;",
        "Farm has no static SimulationOptions 'Slow'; name a static property or field of that type"
    )]
    [InlineData(
        "[SimulationFact(OptionsMember = nameof(Slow))] public void Test(CancellationToken token) { } SimulationOptions Slow => new();",
        "Farm has no static SimulationOptions 'Slow'; name a static property or field of that type"
    )]
    [InlineData(
        "[SimulationFact(FaultsMember = \"Many\", MemberType = typeof(string))] public void Test(CancellationToken token) { }",
        "String has no static FaultGenerator 'Many'; name a static property or field of that type"
    )]
    public async Task A_test_that_cannot_run_is_reported(string members, string reason) =>
        (await Analysis.RunAsync(Sources.Compile(Farm(members))))
            .ShouldHaveSingleItem()
            .GetMessage()
            .ShouldBe($"Test 'Test' cannot run: {reason}");

    [Theory]
    [InlineData(
        "[SimulationFact] public Task Test(Scalewright.Providers.IProvider provider, CancellationToken token) => Task.CompletedTask;"
    )]
    [InlineData("[SimulationFact] public ValueTask Test(CancellationToken token) => default;")]
    [InlineData(
        "[SimulationFact(OptionsMember = nameof(Slow))] public void Test(CancellationToken token) { } static readonly SimulationOptions Slow = new();"
    )]
    [InlineData("[SimulationFact(FaultsMember = \"None\")] public void Test(CancellationToken token) { }")]
    [InlineData(
        "[SimulationFact(CheckMethod = nameof(Whole))] public void Test(CancellationToken token) { } static Task Whole(CancellationToken token) => Task.CompletedTask;"
    )]
    public async Task A_test_that_can_run_is_not_reported(string members) => (await Analysis.RulesAsync(Farm(members))).ShouldBeEmpty();

    [Fact]
    public async Task All_reasons_are_reported_at_once() =>
        (
            await Analysis.RulesAsync(
                Farm("[SimulationFact(SeedCount = 0, CheckMethod = \"Whole\", OptionsMember = \"Slow\")] public int Test() => 1;")
            )
        ).ShouldBe(["SWA0048", "SWA0048", "SWA0048", "SWA0048", "SWA0048"]);

    private static string Farm(string members) => $"using Scalewright.Testing;\npublic class Farm\n{{\n    {members}\n}}\n";
}
