namespace Sdk.Tests.Guards;

internal static partial class ProviderTable
{
    private const string ContractFolder = "ProviderContract";
    private const string Prefix = "Scalewright.Providers";

    // Packages that also contain a server of this project, which emulates the backend in their tests.
    private static readonly string[] OwnEndpoints = ["AutoScaling"];

    // F-PROV-16 and F-PROV-17 are about engines.
    private static readonly string[] Rows = [.. Enumerable.Range(1, 15).Append(18).Select(number => $"{number:00}")];

    public static ILookup<string, string> TriedOn { get; } = ReadPairs("tried.tsv");

    /// <summary>Returns the reference page, or the README of the folder with the name of the provider.</summary>
    public static string PageOf(string place) =>
        Path.GetRelativePath(
            Repository.Root,
            Repository.At("docs", "reference", "providers", FolderOf(place).ToLowerInvariant() + ".md") is var page && File.Exists(page)
                ? page
                : Directory
                    .EnumerateFiles(Repository.At("src", "Providers"), "README.md", SearchOption.AllDirectories)
                    .Single(file => Path.GetFileName(Path.GetDirectoryName(file)) == FolderOf(place))
        );

    // Client and server of the Query API are in one folder.
    private static string FolderOf(string place) => place == "AutoScaling" ? "Aws" : place;

    public static string Write()
    {
        StringBuilder table = new(
            "| provider | status | tried on | verified by | optional capabilities |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (ProviderRow place in Places())
        {
            table.Append(
                $"| {place.Title} | {place.Evidence.Judge()} | {TriedOn[place.Name].Single()} | {place.Evidence.Describe()} | {place.Abilities} |\n"
            );
        }

        return table.ToString();
    }

    public static IEnumerable<string> FaultsWithoutTestOrReason() =>
        Places()
            .SelectMany(place =>
                Rows.Where(row => !place.Evidence.Faults.Contains(row) && !place.Evidence.Reasons.Contains(row))
                    .Select(row => $"{place.Name} F-PROV-{row} has neither a test nor a reason in tests/Faults/places.tsv")
                    .Concat(
                        place
                            .Evidence.Reasons.Where(place.Evidence.Faults.Contains)
                            .Select(row => $"{place.Name} F-PROV-{row} has a test, and a reason to have none")
                    )
            );

    private static IEnumerable<ProviderRow> Places()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("Providers", [], Sources.All);
        INamedTypeSymbol contract = compilation.GetTypeByMetadataName("Scalewright.Providers.IProvider")!;
        (string File, string Text)[] tests =
        [
            .. Sources
                .FilesBelow(Repository.At("tests"), "*.cs")
                .Select(file => (Path.GetRelativePath(Repository.At("tests"), file), File.ReadAllText(file))),
            .. Sources
                .FilesBelow(Repository.At("src", "Sdk", "Testing", ContractFolder), "*.cs")
                .Select(file => (Path.GetRelativePath(Repository.At("src", "Sdk", "Testing"), file), File.ReadAllText(file))),
        ];
        ILookup<string, string> reasons = ReadPairs("places.tsv");
        var places = Sources
            .Libraries.Where(library => Path.GetFileNameWithoutExtension(library.Display)!.StartsWith(Prefix, StringComparison.Ordinal))
            .SelectMany(library => TypesOf(((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(library)!).GlobalNamespace))
            .Where(type =>
                type.DeclaredAccessibility == Accessibility.Public
                && !type.IsAbstract
                && type.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default)
            )
            .GroupBy(type => type.ContainingNamespace.ToDisplayString()[(Prefix.Length + 1)..], StringComparer.Ordinal);
        foreach (IGrouping<string, INamedTypeSymbol> place in places.OrderBy(place => place.Key, StringComparer.Ordinal))
        {
            string link =
                $"[{place.Key}]({Path.GetRelativePath(Repository.At("docs", "reference", "providers"), Repository.At(PageOf(place.Key)))})";
            bool isPlayed =
                OwnEndpoints.Contains(place.Key, StringComparer.Ordinal)
                || Directory.Exists(Repository.At("tests", "support", "Loopback", place.Key));
            foreach (INamedTypeSymbol provider in place.OrderBy(type => type.Name, StringComparer.Ordinal))
            {
                Evidence evidence = Evidence.Of(provider.Name, tests, [.. reasons[place.Key].Select(row => row["F-PROV-".Length..])]) with
                {
                    IsPlayed = isPlayed,
                };
                yield return new ProviderRow(
                    place.Key,
                    place.Count() == 1 ? link : $"{link}: `{provider.Name}`",
                    AbilitiesOf(provider, contract),
                    evidence
                );
            }
        }
    }

    private static ILookup<string, string> ReadPairs(string file) =>
        File.ReadAllLines(Repository.At("tests", "Faults", file))
            .Where(line => line.Length > 0)
            .Select(line => line.Split('\t'))
            .ToLookup(line => line[0], line => line[1], StringComparer.Ordinal);

    /// <summary>Converts interface names to words: <c>INodePausing</c> becomes "node pausing".</summary>
    private static string AbilitiesOf(INamedTypeSymbol provider, INamedTypeSymbol contract) =>
        string.Join(
            ", ",
            provider
                .AllInterfaces.Where(ability =>
                    SymbolEqualityComparer.Default.Equals(ability.ContainingNamespace, contract.ContainingNamespace)
                    && !ability.IsGenericType
                    && !SymbolEqualityComparer.Default.Equals(ability, contract)
                )
                .Select(ability => string.Join(' ', Word().Matches(ability.Name[1..]).Select(word => word.Value.ToLowerInvariant())))
                .Order(StringComparer.Ordinal)
        );

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceSymbol container) =>
        container
            .GetMembers()
            .SelectMany(member =>
                member switch
                {
                    INamespaceSymbol inner => TypesOf(inner),
                    INamedTypeSymbol type => [type],
                    _ => [],
                }
            );

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\bF_(?<family>PROV|PROC)_(?<number>[0-9]{2})(_and_(?<number>[0-9]{2}))*_[a-z_A-Z0-9]+(?=\()",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex FaultTest();

    /// <param name="Title">Name with a link to its page.</param>
    private sealed record ProviderRow(string Name, string Title, string Abilities, Evidence Evidence);

    /// <param name="Faults">Tested F-PROV rows, as in <c>01</c>.</param>
    /// <param name="Reasons">Rows that cannot occur with the provider, or that the tests of another row cover.</param>
    /// <param name="IsKilled">Whether tests kill its controller at its steps (F-PROC-01, F-PROC-02).</param>
    private sealed record Evidence(bool HasContract, string[] Faults, string[] Reasons, bool IsKilled)
    {
        /// <summary>Whether a server of this project emulates the backend in those tests.</summary>
        public bool IsPlayed { get; init; }

        private bool HasAllFaults => Rows.All(row => Faults.Contains(row) || Reasons.Contains(row));

        public static Evidence Of(string provider, (string File, string Text)[] tests, string[] reasons)
        {
            string[] folders =
            [
                .. tests
                    .Where(test => test.Text.Contains($"ProviderContract<{provider}>", StringComparison.Ordinal))
                    .Select(FolderOf)
                    .Distinct(StringComparer.Ordinal),
            ];
            Match[] faults =
            [
                .. tests
                    .Where(test => folders.Length > 0 && folders.Append(ContractFolder).Contains(FolderOf(test), StringComparer.Ordinal))
                    .SelectMany(test => FaultTest().Matches(test.Text)),
            ];
            return new Evidence(
                folders.Length > 0,
                [
                    .. faults
                        .Where(match => match.Groups["family"].Value == "PROV")
                        .SelectMany(match => match.Groups["number"].Captures)
                        .Select(number => number.Value)
                        .Where(Rows.Contains)
                        .Distinct(StringComparer.Ordinal),
                ],
                reasons,
                faults.Any(match =>
                    match.Groups["family"].Value == "PROC" && match.Groups["number"].Captures.Any(number => number.Value is "01" or "02")
                )
            );
        }

        public string Describe() =>
            string.Join(
                ", ",
                (
                    (string?[])
                        [
                            HasContract ? "provider contract" : null,
                            Faults.Length > 0 ? $"{Faults.Length} of {Rows.Length} fault scenarios" : null,
                            IsKilled ? "`kill -9` at each step" : null,
                        ]
                ).OfType<string>()
            );

        public string Judge() =>
            HasContract && HasAllFaults && IsKilled
                ? IsPlayed
                    ? "experimental"
                    : "supported"
                : HasContract
                    ? $"passes the contract; {string.Join(" and ", ((string?[])[HasAllFaults ? null : "some fault scenarios", IsKilled ? null : "`kill -9`"]).OfType<string>())} not tested"
                    : "on trial: contract not tested";

        // The tests of most providers are in one project with a folder for each provider.
        private static string FolderOf((string File, string Text) test) =>
            test.File.Split(Path.DirectorySeparatorChar) is ["Providers", var folder, ..]
                ? folder
                : test.File.Split(Path.DirectorySeparatorChar)[0];
    }
}
