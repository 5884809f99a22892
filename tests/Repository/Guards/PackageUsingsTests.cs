namespace Sdk.Tests.Guards;

public class PackageUsingsTests
{
    // Those of Microsoft.NET.Sdk and Microsoft.NET.Sdk.Worker with types of the shared framework.
    private static readonly string[] PlatformUsings =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Threading",
        "System.Threading.Tasks",
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging",
    ];

    [Fact]
    public void The_installation_page_lists_the_implicit_usings_of_the_package()
    {
        IEnumerable<string> listed = File.ReadLines(Repository.At("docs", "get-started", "install.md"))
            .SkipWhile(line => line != "## Implicit usings")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("- `", StringComparison.Ordinal));

        listed.ShouldBe(PackageUsings.Names.Select(name => $"- `{name}`"));
    }

    [Fact]
    public void No_type_of_the_implicit_usings_has_the_name_of_another_implicitly_imported_type()
    {
        CSharpCompilation compilation = Sources.Compile([], Sources.All, OutputKind.DynamicallyLinkedLibrary);

        string[] ours = [.. PackageUsings.Names.SelectMany(name => Types(compilation, name))];
        string[] others = [.. PlatformUsings.SelectMany(name => Types(compilation, name))];

        ours.ShouldNotBeEmpty();
        others.ShouldNotBeEmpty();
        ours.Intersect(others, StringComparer.Ordinal).ShouldBeEmpty();
        ours.ShouldBeUnique();
    }

    private static IEnumerable<string> Types(CSharpCompilation compilation, string name)
    {
        INamespaceSymbol? found = compilation.GlobalNamespace;
        foreach (string part in name.Split('.'))
        {
            found = found?.GetNamespaceMembers().SingleOrDefault(member => member.Name == part);
        }

        return found?.GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public).Select(type => type.MetadataName)
            ?? [];
    }
}
