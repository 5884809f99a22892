using System.Buffers.Text;

namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Reads and writes launch template data.</summary>
internal static class TemplateData
{
    private const string Prefix = "LaunchTemplateData.";
    private const int MaxUserDataLength = 22_000;

    /// <summary>Reads <c>LaunchTemplateData</c>; every member is kept.</summary>
    public static ValueMap<string> Read(QueryReader reader)
    {
        reader.Reject("instance types are named here, not chosen by requirements", Prefix + "InstanceRequirements");
        reader.Reject(RejectionReason.Volumes, Prefix + "BlockDeviceMapping");
        reader.Reject(RejectionReason.Interfaces, Prefix + "NetworkInterface");
        Describe(reader);
        Dictionary<string, string> data = new(StringComparer.Ordinal);
        foreach ((string name, string value) in reader.Under(Prefix))
        {
            if (TemplateMembers.FindKind(name) is { } kind)
            {
                data[name] = ReadValue(reader, name, value, kind);
            }
        }

        return data.ToValueMap();
    }

    /// <summary>
    /// Describes the members of launch template data. Members that RunInstances only records are only recorded here, too.
    /// </summary>
    private static void Describe(QueryReader reader)
    {
        foreach (string name in reader.IsDescribing ? TemplateMembers.Names : [])
        {
            ParameterRow? row = ActionTable.Find("RunInstances", QueryService.Ec2)!.Parameters.Find(TemplateLaunch.GetLaunchName(name));
            _ = reader.Recorded(row is { Treatment: ParameterTreatment.Recorded } ? row.Reason : "").Text(Prefix + name);
        }
    }

    /// <summary>Merges two versions. Lists and structures of <paramref name="above"/> replace those of
    /// <paramref name="below"/>.</summary>
    public static ValueMap<string> Merge(ValueMap<string> below, ValueMap<string> above)
    {
        HashSet<string> replaced = new(above.Keys.Select(GetHead), StringComparer.Ordinal);
        return below.Where(entry => !replaced.Contains(GetHead(entry.Key))).Concat(above).ToValueMap();
    }

    public static string GetHead(string name) => name.IndexOf('.', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : name;

    public static XmlText Write(XmlText xml, ValueMap<string> data)
    {
        xml.Open("launchTemplateData");
        WriteLevel(xml, [.. data.Select(entry => (entry.Key.Split('.'), entry.Value))], 0);
        return xml.Close("launchTemplateData");
    }

    private static string ReadValue(QueryReader reader, string name, string value, MemberKind kind)
    {
        if (kind == MemberKind.Boolean)
        {
            return reader.Boolean(Prefix + name) == true ? "true" : "false";
        }

        if (kind == MemberKind.Number)
        {
            return (reader.Number(Prefix + name) ?? 0).ToString(CultureInfo.InvariantCulture);
        }

        if (name == "UserData" && !Base64.IsValid(value))
        {
            throw new QueryErrorException(QueryError.MalformedUserData);
        }

        return reader.Text(Prefix + name, name == "UserData" ? MaxUserDataLength : QueryReader.MaxNameLength) ?? "";
    }

    private static void WriteLevel(XmlText xml, IReadOnlyList<(string[] Path, string Value)> entries, int depth)
    {
        foreach (
            IGrouping<string, (string[] Path, string Value)> member in entries.GroupBy(entry => entry.Path[depth], StringComparer.Ordinal)
        )
        {
            (string[] path, string value) = member.First();
            if (path.Length == depth + 1)
            {
                xml.Leaf(Lower(member.Key), value);
            }
            else if (TemplateMembers.IsNumber(path[depth + 1]))
            {
                WriteList(xml, [.. member], depth);
            }
            else
            {
                xml.Open(Lower(member.Key));
                WriteLevel(xml, [.. member], depth + 1);
                xml.Close(Lower(member.Key));
            }
        }
    }

    private static void WriteList(XmlText xml, IReadOnlyList<(string[] Path, string Value)> entries, int depth)
    {
        const string Item = "item";
        string list = GetListName(entries[0].Path[depth]);
        xml.Open(list);
        foreach (
            IGrouping<int, (string[] Path, string Value)> element in entries
                .GroupBy(entry => int.Parse(entry.Path[depth + 1], CultureInfo.InvariantCulture))
                .OrderBy(group => group.Key)
        )
        {
            (string[] path, string value) = element.First();
            if (path.Length == depth + 2)
            {
                xml.Leaf(Item, value);
                continue;
            }

            xml.Open(Item);
            WriteLevel(xml, [.. element], depth + 2);
            xml.Close(Item);
        }

        xml.Close(list);
    }

    // One list has a response name that does not derive from its request name.
    private static string GetListName(string name) => name == "LicenseSpecification" ? "licenseSet" : Lower(name) + "Set";

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
