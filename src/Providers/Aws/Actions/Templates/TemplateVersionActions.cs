using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Creates, deletes and lists versions of launch templates.</summary>
internal static class TemplateVersionActions
{
    // EC2 user guide, "Restrictions" of launch templates.
    private const int MaxVersions = 10_000;

    // EC2 API reference, DeleteLaunchTemplateVersions.
    private const int MaxVersionsPerDelete = 200;

    // Message of EC2 for a request without a template, unless it names only the versions $Latest and $Default.
    private const string DescribeUsage =
        "To describe the launch template data for all your launch templates, for \u2018--versions\u2019 specify "
        + "\u2018$Latest\u2019, \u2018$Default\u2019, or both, "
        + "and omit \u2018--launch-template-id\u2019, \u2018--launch-template-name\u2019, and version numbers. "
        + "To describe the launch template data for a specific launch template, specify "
        + "\u2018--launch-template-id\u2019 or \u2018--launch-template-name\u2019, "
        + "and for \u2018--versions\u2019 specify one or more of the following values: \u2018$Latest\u2019, "
        + "\u2018$Default\u2019, or one or more version numbers.";

    /// <summary>
    /// CreateLaunchTemplateVersion. Missing members are copied from the source version, if one is named.
    /// </summary>
    public static QueryAction Create(QueryReader reader)
    {
        TemplateVersionRecord requested = TemplateActions.ReadVersion(reader, 0);
        string? source = reader.Text("SourceVersion");
        Func<AccountState, TemplateRecord> find = TemplateLookup.Read(reader);
        return context =>
        {
            TemplateRecord template = find(context.State);
            ValueMap<string> data = source is null
                ? requested.Data
                : TemplateData.Merge(TemplateLookup.Version(template, source).Data, requested.Data);
            if (data.Count == 0)
            {
                throw new QueryErrorException(QueryError.MissingParameter("LaunchTemplateData"));
            }

            if (
                requested.ClientToken.Length > 0
                && template.Versions.FirstOrDefault(version => version.ClientToken == requested.ClientToken) is { } existing
            )
            {
                return existing.Data == data && existing.Description == requested.Description
                    ? new QueryActionResult(context.State, xml => WriteVersion(xml, context, template, existing))
                    : throw new QueryErrorException(QueryError.IdempotentParameterMismatch);
            }

            if (template.Versions.Count >= MaxVersions)
            {
                throw new QueryErrorException(
                    new QueryError(
                        400,
                        "LaunchTemplateVersionLimitExceeded",
                        $"Only {MaxVersions} versions of a launch template are allowed."
                    )
                );
            }

            TemplateVersionRecord created = requested with { Number = template.LatestVersion + 1, CreatedAt = context.At, Data = data };
            TemplateRecord updated = template with { LatestVersion = created.Number, Versions = [.. template.Versions, created] };
            return new QueryActionResult(context.State.With(updated), xml => WriteVersion(xml, context, updated, created));
        };
    }

    /// <summary>
    /// DeleteLaunchTemplateVersions. Deletes or rejects each version independently. Rejects the default version.
    /// </summary>
    public static QueryAction Delete(QueryReader reader)
    {
        ValueList<string> named = reader.Texts("LaunchTemplateVersion");
        Func<AccountState, TemplateRecord> find = TemplateLookup.Read(reader);
        return context =>
        {
            TemplateRecord template = find(context.State);
            if (named.Count is 0 or > MaxVersionsPerDelete)
            {
                throw new QueryErrorException(
                    named.Count == 0
                        ? QueryError.MissingParameter("LaunchTemplateVersion")
                        : QueryError.InvalidParameterValue(
                            $"{named.Count} versions were requested; the maximum is {MaxVersionsPerDelete} per request."
                        )
                );
            }

            List<TemplateVersionRecord> deleted = [];
            List<RejectedVersion> rejected = [];
            foreach (string version in named.Distinct(StringComparer.Ordinal))
            {
                if (template.Find(version) is not { } found)
                {
                    string message = TemplateLookup.VersionNotFound(template, version).Message;
                    rejected.Add(new RejectedVersion(version, "launchTemplateVersionDoesNotExist", message));
                }
                else if (found.Number == template.DefaultVersion)
                {
                    rejected.Add(
                        new RejectedVersion(
                            version,
                            "unexpectedError",
                            $"Version {found.Number} is the default version and cannot be deleted; make another one the default first."
                        )
                    );
                }
                else
                {
                    deleted.Add(found);
                }
            }

            TemplateRecord updated = template with { Versions = [.. template.Versions.Except(deleted)] };
            return new QueryActionResult(context.State.With(updated), xml =>
                xml.List("successfullyDeletedLaunchTemplateVersionSet", "item", deleted.Distinct(), (_, version) =>
                        TemplateWriter.WriteHead(xml, template).Leaf("versionNumber", TemplateWriter.Text(version.Number))
                    )
                    .List("unsuccessfullyDeletedLaunchTemplateVersionSet", "item", rejected, (_, item) =>
                        WriteRejected(xml, template, item)
                    )
            );
        };
    }

    /// <summary>
    /// DescribeLaunchTemplateVersions. Lists the versions of one template, or the latest and default versions of all
    /// templates.
    /// </summary>
    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> named = reader.Texts("LaunchTemplateVersion");
        (long? from, long? to) = (ReadVersionNumber(reader, "MinVersion"), ReadVersionNumber(reader, "MaxVersion"));
        FilterSet filters = FilterSet.ReadEc2(reader);
        PageRequest page = PageRequest.ReadEc2(reader, 1, 200, 200);
        Func<AccountState, TemplateRecord> find = TemplateLookup.Read(reader);
        return context =>
        {
            IEnumerable<TemplateMemberEntry> found =
                reader.Has("LaunchTemplateId") || reader.Has("LaunchTemplateName")
                    ? GetEntries(find(context.State), named)
                    : GetAllEntries(context, named);
            found = Ec2Filters.Apply(
                filters,
                found.Where(entry => entry.Version.Number >= (from ?? 1) && entry.Version.Number <= (to ?? long.MaxValue)),
                FilterValues
            );
            return page.Reply(
                context,
                "launch template versions",
                found,
                entry => $"{entry.Template.Id}:{entry.Version.Number}",
                "launchTemplateVersionSet",
                (xml, entry) => TemplateWriter.Write(xml, context, entry.Template, entry.Version)
            );
        };
    }

    private static IEnumerable<TemplateMemberEntry> GetEntries(TemplateRecord template, ValueList<string> named) =>
        named.Count == 0
            ? template.Versions.Select(version => new TemplateMemberEntry(template, version))
            : named.Select(version => new TemplateMemberEntry(template, TemplateLookup.Version(template, version))).Distinct();

    private static IEnumerable<TemplateMemberEntry> GetAllEntries(ActionContext context, ValueList<string> named)
    {
        if (named.Count == 0)
        {
            throw new QueryErrorException(QueryError.MissingParameters(DescribeUsage));
        }

        if (named.Any(version => version is not (TemplateRecord.Latest or TemplateRecord.Default)))
        {
            throw new QueryErrorException(QueryError.InvalidParameterValue(DescribeUsage));
        }

        return context
            .State.Templates.Values.OrderBy(template => template.CreatedAt)
            .ThenBy(template => template.Id, StringComparer.Ordinal)
            .SelectMany(template =>
                named
                    .Select(version => template.Find(version))
                    .OfType<TemplateVersionRecord>()
                    .Distinct()
                    .Select(version => new TemplateMemberEntry(template, version))
            );
    }

    private static long? ReadVersionNumber(QueryReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        reader.AddErrorIf(
            !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number),
            name,
            "Member must be a version number",
            text
        );

        return number;
    }

    private static IEnumerable<string>? FilterValues(TemplateMemberEntry? entry, string filter) =>
        filter switch
        {
            "create-time" => Ec2Filters.FilterValue(entry, static item => XmlText.FormatTime(item.Version.CreatedAt)),
            "is-default-version" => Ec2Filters.FilterValue(entry, static item =>
                XmlText.FormatBool(item.Version.Number == item.Template.DefaultVersion)
            ),
            "image-id" => DataValues(entry, "ImageId"),
            "instance-type" => DataValues(entry, "InstanceType"),
            "kernel-id" => DataValues(entry, "KernelId"),
            "ram-disk-id" => DataValues(entry, "RamDiskId"),
            "ebs-optimized" => DataValues(entry, "EbsOptimized"),
            "http-endpoint" => DataValues(entry, "MetadataOptions.HttpEndpoint"),
            "http-tokens" => DataValues(entry, "MetadataOptions.HttpTokens"),
            "host-resource-group-arn" => DataValues(entry, "Placement.HostResourceGroupArn"),
            "license-configuration-arn" => DataValues(entry, "LicenseSpecification."),
            "iam-instance-profile" => DataValues(entry, "IamInstanceProfile."),
            _ => null,
        };

    /// <summary>
    /// Returns the values of a member of the launch template data. A name that ends in a period selects all members
    /// below it.
    /// </summary>
    private static IEnumerable<string> DataValues(TemplateMemberEntry? entry, string name) =>
        entry is null
            ? []
            : entry
                .Version.Data.Where(member =>
                    member.Key == name || (name.EndsWith('.') && member.Key.StartsWith(name, StringComparison.Ordinal))
                )
                .Select(member => member.Value);

    private static void WriteVersion(XmlText xml, ActionContext context, TemplateRecord template, TemplateVersionRecord version) =>
        TemplateWriter.Write(xml.Open("launchTemplateVersion"), context, template, version).Close("launchTemplateVersion");

    private static void WriteRejected(XmlText xml, TemplateRecord template, RejectedVersion rejected)
    {
        TemplateWriter.WriteHead(xml, template);
        _ = long.TryParse(rejected.Version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? xml.Leaf("versionNumber", TemplateWriter.Text(number))
            : xml;
        xml.Open("responseError").Leaf("code", rejected.Code).Leaf("message", rejected.Message).Close("responseError");
    }

    /// <summary>A version that could not be deleted.</summary>
    /// <param name="Version">Version as requested.</param>
    private sealed record RejectedVersion(string Version, string Code, string Message);

    private sealed record TemplateMemberEntry(TemplateRecord Template, TemplateVersionRecord Version);
}
