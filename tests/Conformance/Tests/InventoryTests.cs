using Conformance.Inventories;

namespace Conformance.Tests;

public class InventoryTests
{
    private static readonly InventorySuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_inventory_resolves_as_in_the_reference_tool(string name)
    {
        ConformanceCase item = Cases().Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Fact]
    public void The_corpus_has_the_expected_number_of_cases() => Cases().Count().ShouldBe(6);

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
