namespace Exploration.Tests;

internal static class Exploring
{
    public static Task<ExplorationReport> ExploreAsync(int seeds, ExplorationOptions? options = null) =>
        Scalewright.Simulation.ExploreAsync(
            seeds,
            static place => new StandardProgram(place),
            static (program, token) => program.RunAsync(token),
            StandardEnvironment.Faults,
            static (program, token) => program.CheckAsync(token),
            With(options)
        );

    public static Task<SeedRun> ReplayAsync(string replay, ExplorationOptions? options = null) =>
        Scalewright.Simulation.ReplayAsync(
            replay,
            static place => new StandardProgram(place),
            static (program, token) => program.RunAsync(token),
            StandardEnvironment.Faults,
            static (program, token) => program.CheckAsync(token),
            With(options)
        );

    private static ExplorationOptions With(ExplorationOptions? options) =>
        (options ?? new ExplorationOptions()) with
        {
            Simulation = StandardEnvironment.Options,
        };
}
