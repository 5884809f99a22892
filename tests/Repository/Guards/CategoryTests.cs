using Xunit.Sdk;

namespace Sdk.Tests.Guards;

public partial class CategoryTests
{
    // Attributes of the product, which tests of users have as well.
    private static readonly string[] Product = ["SimulationFactAttribute.cs", "ContractFactAttribute.cs"];

    [Fact]
    public void Only_the_test_kit_and_the_product_define_fact_and_theory_attributes() =>
        Files()
            .Where(file => !file.Contains("/tests/support/Kit/", StringComparison.Ordinal) && !Product.Contains(Path.GetFileName(file)))
            .Where(file => OwnFact().IsMatch(File.ReadAllText(file)))
            .ShouldBeEmpty("use [MachineFact], [MachineTheory] or [LinuxFact] with a need of MachineNeeds");

    [Theory]
    [InlineData(typeof(MachineFactAttribute))]
    [InlineData(typeof(MachineTheoryAttribute))]
    [InlineData(typeof(MachineContractAttribute))]
    public void Machine_attributes_set_the_Machine_category(Type attribute)
    {
        CustomAttributeData discoverer = attribute
            .GetCustomAttributesData()
            .Single(data => data.AttributeType == typeof(TraitDiscovererAttribute));

        typeof(ITraitAttribute).IsAssignableFrom(attribute).ShouldBeTrue();
        discoverer
            .ConstructorArguments.Select(argument => argument.Value)
            .ShouldBe([typeof(MachineTraitDiscoverer).FullName, attribute.Assembly.GetName().Name]);
        new MachineTraitDiscoverer().GetTraits(null!).ShouldBe([new KeyValuePair<string, string>("Category", "Machine")]);
    }

    [Fact]
    public void Test_categories_are_set_only_with_their_constants() =>
        Files()
            .Where(file => WrittenCategory().IsMatch(File.ReadAllText(file)))
            .ShouldBeEmpty("use [Trait(Category.Name, Category.RealTime)] and the like");

    private static IEnumerable<string> Files() =>
        new[] { "src", "tests", "samples" }.SelectMany(folder => Sources.FilesBelow(Repository.At(folder), "*.cs"));

    [GeneratedRegex(@"class \w+.*: *(Fact|Theory)Attribute\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex OwnFact();

    [GeneratedRegex("Trait\\(\"Category", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex WrittenCategory();
}
