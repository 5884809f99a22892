using Scalewright.Documents;

namespace Scalewright.Providers.Ssh.HostFiles;

/// <summary>Reads the hosts of a host file.</summary>
internal static class HostFileReader
{
    private const string HostsKey = "hosts";
    private const string PoolsKey = "pools";

    public static HostFile Read(DocumentNode root, string source)
    {
        ProblemList problems = new(source);
        if (root is not DocumentMap file)
        {
            problems.AddError(
                ProblemCode.WrongType,
                root.Position,
                "",
                "the file is not a map",
                $"write one with {HostsKey}, and with {PoolsKey} if needed"
            );
            return new HostFile(source) { Problems = problems.ToValueList() };
        }

        HostReader.Unknown(file, [HostsKey, PoolsKey], "", problems);
        ValueList<HostFileEntry> hosts = Hosts(file, problems);
        DocumentMap pools = MapAt(file, PoolsKey, problems) ?? DocumentMap.Empty;
        return new HostFile(source)
        {
            Hosts = hosts,
            Pools = pools,
            Problems = problems.ToValueList(),
        };
    }

    private static ValueList<HostFileEntry> Hosts(DocumentMap file, ProblemList problems)
    {
        if (HostReader.IsNothing(file[HostsKey]))
        {
            problems.AddError(
                ProblemCode.MissingField,
                file.Position,
                HostsKey,
                "there are no hosts",
                "write a map of names and parameters"
            );
        }

        List<HostFileEntry> hosts = [];
        Dictionary<string, string> places = new(StringComparer.Ordinal);
        Dictionary<string, DocumentEntry> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (DocumentEntry entry in MapAt(file, HostsKey, problems) ?? DocumentMap.Empty)
        {
            bool isNamed = IsNamed(entry, names, problems);
            if (HostReader.Read(entry, problems) is not { } host || !isNamed)
            {
                continue;
            }

            string place = AddressRules.GetCanonicalAddress(host.Address);
            if (places.TryGetValue(place, out string? twin))
            {
                problems.AddError(
                    ProblemCode.ConflictingFields,
                    entry.KeyPosition,
                    HostReader.GetField(entry),
                    $"it is the same machine as '{TextEscaping.Escape(twin)}'",
                    "name each machine once"
                );
                continue;
            }

            places.Add(place, host.Name);
            hosts.Add(host);
        }

        return hosts.ToValueList();
    }

    // Host names are case-insensitive, so both names would denote the same node.
    private static bool IsNamed(DocumentEntry entry, Dictionary<string, DocumentEntry> names, ProblemList problems)
    {
        if (names.TryAdd(entry.Key, entry))
        {
            return true;
        }

        DocumentEntry twin = names[entry.Key];
        problems.AddError(
            ProblemCode.HostNameCollision,
            entry.KeyPosition,
            HostReader.GetField(entry),
            $"it differs from '{TextEscaping.Escape(twin.Key)}' at {twin.KeyPosition} only by case",
            "give each its own name"
        );
        return false;
    }

    private static DocumentMap? MapAt(DocumentMap file, string key, ProblemList problems)
    {
        DocumentNode? value = file[key];
        if (!HostReader.IsNothing(value) && value is not DocumentMap)
        {
            problems.AddError(ProblemCode.WrongType, value!.Position, key, "it is not a map", "write a map of names and parameters");
        }

        return value as DocumentMap;
    }
}
