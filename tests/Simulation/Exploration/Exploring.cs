using Scalewright;
using Scalewright.Providers.Simulation;

namespace Exploration.Tests;

/// <summary>The standard program over many seeds.</summary>
internal static class Exploring
{
    public static Task<ExplorationReport> ExploreAsync(int seeds, PlantedDefects planted, ExplorationOptions? options = null) => Scalewright.Simulation.ExploreAsync(
        seeds,
        place => new StandardProgram(place, planted),
        static (program, token) => program.RunAsync(token),
        StandardPlace.Faults,
        static (program, token) => program.CheckAsync(token),
        With(options));

    public static Task<SeedRun> ReplayAsync(string replay, PlantedDefects planted, ExplorationOptions? options = null) => Scalewright.Simulation.ReplayAsync(
        replay,
        place => new StandardProgram(place, planted),
        static (program, token) => program.RunAsync(token),
        StandardPlace.Faults,
        static (program, token) => program.CheckAsync(token),
        With(options));

    private static ExplorationOptions With(ExplorationOptions? options) => (options ?? new ExplorationOptions()) with { Place = StandardPlace.Options };
}
