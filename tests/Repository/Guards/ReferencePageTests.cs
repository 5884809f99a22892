namespace Sdk.Tests.Guards;

/// <summary>Reference pages name everything that the code has.</summary>
public partial class ReferencePageTests
{
    private const string Providers = "Scalewright.Providers.";
    private static readonly INamedTypeSymbol[] Types = [.. Sources.Libraries.SelectMany(PublicApi.Types)];

    // An error that names the new variable.
    private static readonly string[] FormerVariables = ["SCALEWRIGHT_PLACE"];

    [Fact]
    public void Each_fault_has_a_row() =>
        Missing(
            "faults.md",
            Types
                .Where(type => !type.IsAbstract && type.BaseType?.ToDisplayString() == "Scalewright.Providers.Simulation.Fault")
                .Select(type => type.Name),
            atLeast: 30
        );

    [Theory, InlineData("ISizingPolicy", 10), InlineData("IPlacementPolicy", 2)]
    public void Each_policy_has_an_entry(string contract, int atLeast) =>
        Missing(
            "policies.md",
            Types
                .Where(type =>
                    !type.IsAbstract && type.AllInterfaces.Any(face => face.ToDisplayString() == $"Scalewright.Decisions.{contract}")
                )
                .Select(type => type.Name),
            atLeast
        );

    [Fact]
    public void Each_environment_variable_of_the_libraries_has_a_row() =>
        Missing(
            "environment-variables.md",
            Sources
                .FilesBelow(Repository.At("src"), "*.cs")
                .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
                .Except(FormerVariables),
            atLeast: 5
        );

    [Fact]
    public void Each_option_of_a_provider_has_a_row_in_its_page()
    {
        (INamedTypeSymbol Type, string Page)[] options =
        [
            .. Types
                .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
                .Select(type => (type, PageOf(type)))
                .Where(entry => File.Exists(entry.Item2)),
        ];
        options.Length.ShouldBeGreaterThan(12);

        options
            .SelectMany(entry =>
                MembersOf(entry.Type)
                    .OfType<IPropertySymbol>()
                    .Where(property =>
                        property is { DeclaredAccessibility: Accessibility.Public, SetMethod: not null, IsStatic: false }
                        && !IsNamed(File.ReadAllText(entry.Page), property.Name)
                    )
                    .Select(property => $"{entry.Type.Name}.{property.Name}")
            )
            .ShouldBeEmpty();
    }

    /// <summary>Returns the members of a type, including inherited ones.</summary>
    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol? type) =>
        type is null ? [] : type.GetMembers().Concat(MembersOf(type.BaseType));

    /// <summary>Returns the page of a type's provider; a file that does not exist for types of other namespaces.</summary>
    private static string PageOf(INamedTypeSymbol type)
    {
        string space = type.ContainingNamespace.ToDisplayString();
        string provider = space.StartsWith(Providers, StringComparison.Ordinal) ? space[Providers.Length..].ToLowerInvariant() : "";
        return Repository.At("docs", "reference", "providers", $"{(provider == "autoscaling" ? "aws" : provider)}.md");
    }

    private static void Missing(string page, IEnumerable<string> names, int atLeast)
    {
        string text = File.ReadAllText(Repository.At("docs", "reference", page));
        string[] all = [.. names.Distinct()];
        all.Length.ShouldBeGreaterThanOrEqualTo(atLeast);
        all.Where(name => !IsNamed(text, name)).ShouldBeEmpty($"missing in docs/reference/{page}");
    }

    private static bool IsNamed(string page, string name) =>
        Regex.IsMatch(page, $@"`([\w<>]+\.)*{name}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    [GeneratedRegex("\"(?<name>SCALEWRIGHT_[A-Z_]+)\"", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Variable();
}
