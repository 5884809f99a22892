namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Finds launch templates and their versions.</summary>
internal static class TemplateLookup
{
    // EC2 API reference, CreateLaunchTemplate: 3 to 128 letters, digits and ( ) . - / _.
    public const int MinNameLength = 3;
    public const int MaxNameLength = 128;

    /// <summary>
    /// Reads <c>LaunchTemplateId</c> and <c>LaunchTemplateName</c>. The result finds the template, and rejects neither or
    /// both.
    /// </summary>
    public static Func<AccountState, TemplateRecord> Read(QueryReader reader, string prefix = "")
    {
        (string? id, string? name) = (reader.Text(prefix + "LaunchTemplateId"), reader.Text(prefix + "LaunchTemplateName"));
        return state =>
        {
            if (id is null && name is null)
            {
                throw new QueryErrorException(QueryError.MissingParameter("launch template ID or launch template name"));
            }

            if (id is not null && name is not null)
            {
                throw new QueryErrorException(
                    new QueryError(
                        400,
                        "InvalidParameterCombination",
                        "Only one of launch template ID and launch template name may be given."
                    )
                );
            }

            return id is not null ? ById(state, id) : ByName(state, name!);
        };
    }

    /// <exception cref="QueryErrorException">The template does not exist.</exception>
    public static TemplateRecord ById(AccountState state, string id)
    {
        if (!id.StartsWith("lt-", StringComparison.Ordinal))
        {
            throw new QueryErrorException(
                new QueryError(
                    400,
                    "InvalidLaunchTemplateId.Malformed",
                    $"Invalid launch template ID: '{TextEscaping.Escape(id)}'; it must begin with 'lt-'."
                )
            );
        }

        return state.Templates.TryGetValue(id, out TemplateRecord? template)
            ? template
            : throw new QueryErrorException(
                new QueryError(
                    400,
                    "InvalidLaunchTemplateId.NotFound",
                    $"The specified launch template, with template ID {TextEscaping.Escape(id)}, does not exist."
                )
            );
    }

    /// <exception cref="QueryErrorException">The template does not exist.</exception>
    public static TemplateRecord ByName(AccountState state, string name) =>
        state.Templates.Values.FirstOrDefault(template => template.Name == name)
        ?? throw new QueryErrorException(
            new QueryError(
                400,
                "InvalidLaunchTemplateName.NotFoundException",
                $"The specified launch template, with template name {TextEscaping.Escape(name)}, does not exist."
            )
        );

    /// <exception cref="QueryErrorException">The version does not exist.</exception>
    public static TemplateVersionRecord Version(TemplateRecord template, string version) =>
        template.Find(version) ?? throw new QueryErrorException(VersionNotFound(template, version));

    public static QueryError VersionNotFound(TemplateRecord template, string version) =>
        new(
            400,
            "InvalidLaunchTemplateId.VersionNotFound",
            $"Could not find the specified version {TextEscaping.Escape(version)} for the launch template with ID {template.Id}."
        );
}
