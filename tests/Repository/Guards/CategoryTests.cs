using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Sdk.Tests.Guards;

public partial class CategoryTests
{
    // The product's own, which tests of users have, too.
    private static readonly string[] Product = ["SimulationFactAttribute.cs", "ContractFactAttribute.cs"];

    [Fact]
    public void What_a_test_needs_is_named_by_the_attributes_of_the_kit_alone() =>
        Files().Where(file => !file.Contains("/tests/support/Kit/", StringComparison.Ordinal) && !Product.Contains(Path.GetFileName(file)))
            .Where(file => OwnFact().IsMatch(File.ReadAllText(file)))
            .ShouldBeEmpty("use [MachineFact], [MachineTheory] or [LinuxFact] with a need of MachineNeeds");

    [Fact]
    public void What_needs_a_machine_has_its_category()
    {
        KeyValuePair<string, string>[] category = [new("Category", "Machine")];

        TraitHelper.GetTraits(typeof(Marked).GetMethod(nameof(Marked.Fact))!).ShouldBe(category);
        TraitHelper.GetTraits(typeof(Marked).GetMethod(nameof(Marked.Theory))!).ShouldBe(category);
        TraitsOf(typeof(Marked)).ShouldBe(category);
    }

    [Fact]
    public void Categories_are_set_by_their_constants_alone() =>
        Files().Where(file => WrittenCategory().IsMatch(File.ReadAllText(file))).ShouldBeEmpty("use [Trait(Category.Name, Category.RealTime)] and the like");

    private static IEnumerable<KeyValuePair<string, string>> TraitsOf(Type type) =>
        CustomAttributeData.GetCustomAttributes(type).Where(data => typeof(ITraitAttribute).IsAssignableFrom(data.AttributeType))
            .SelectMany(data => new MachineTraitDiscoverer().GetTraits(Reflector.Wrap(data)));

    private static IEnumerable<string> Files() => new[] { "src", "tests", "samples" }.SelectMany(folder => Sources.FilesBelow(Repository.At(folder), "*.cs"));

    [GeneratedRegex(@"class \w+.*: *(Fact|Theory)Attribute\b", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex OwnFact();

    [GeneratedRegex("Trait\\(\"Category", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex WrittenCategory();

    [MachineContract("root")]
    private static class Marked
    {
        [MachineFact("root")]
        public static void Fact()
        {
        }

        [MachineTheory("root")]
        public static void Theory()
        {
        }
    }
}
