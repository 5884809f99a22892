namespace Samples.Tests.PhenixScaleApp;

public class ClosedInputTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "phenix-app-scale.dll");

    [Theory]
    [InlineData("")]
    [InlineData("--compat")]
    public void A_closed_standard_input_is_reported_without_a_stack_trace(string mode)
    {
        ProgramResult result = Command.Run(
            "sh",
            Path.GetTempPath(),
            new Dictionary<string, string>(),
            "-c",
            $"exec dotnet \"$0\" running --dry-run {mode} <&-",
            Program
        );

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain("there is no document in it");
        result.Errors.ShouldNotContain("   at ");
    }
}
