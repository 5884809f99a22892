using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators;

/// <summary>
/// Registers the names and types of the fields of the states of sizing policies, so that a stored state is only read
/// with the same fields.
/// </summary>
[Generator]
internal sealed class PolicyStateGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<PolicyStateModel>> policies = context
            .SyntaxProvider.CreateSyntaxProvider(
                static (node, _) =>
                    node is (ClassDeclarationSyntax or RecordDeclarationSyntax) and TypeDeclarationSyntax { BaseList: not null },
                static (context, token) =>
                    context.SemanticModel.GetDeclaredSymbol(context.Node, token) is INamedTypeSymbol type
                        ? PolicyStateModel.Read(type)
                        : null
            )
            .Where(static policy => policy is not null)
            .Collect()
            .Select(
                static (all, _) =>
                    new EquatableArray<PolicyStateModel>(
                        all.Select(static policy => policy!).Distinct().OrderBy(static policy => policy.Policy, StringComparer.Ordinal)
                    )
            )
            .WithTrackingName(StepNames.PolicyStates);
        context.RegisterSourceOutput(policies, static (output, policies) =>
        {
            if (policies.Count > 0)
            {
                output.AddSource("PolicyStates.g.cs", Emit(policies));
            }
        });
    }

    private static string Emit(EquatableArray<PolicyStateModel> policies)
    {
        SourceWriter writer = new();
        writer.Header();
        writer.Open("internal static class PolicyStates");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Register()");
        foreach (PolicyStateModel policy in policies)
        {
            writer.Line($"global::Scalewright.Decisions.PolicyStateLayouts.Register(\"{policy.Policy}\", \"{policy.Layout}\");");
        }

        writer.Close();
        writer.Close();
        return writer.ToString();
    }
}

/// <summary>State of a sizing policy.</summary>
/// <param name="Policy">Full name of the type of the policy, as the runtime returns it.</param>
/// <param name="Layout">Types and names of the fields of the state, in order.</param>
internal sealed record PolicyStateModel(string Policy, string Layout)
{
    /// <summary>Returns null for other types, and for abstract and generic policies.</summary>
    public static PolicyStateModel? Read(INamedTypeSymbol policy)
    {
        if (policy.IsAbstract || IsGeneric(policy))
        {
            return null;
        }

        for (INamedTypeSymbol? type = policy.BaseType; type is not null; type = type.BaseType)
        {
            if (type is { Name: "SizingPolicy", Arity: 1 } && KnownNames.IsIn(type, "Scalewright", "Decisions"))
            {
                return new PolicyStateModel(GetFullName(policy), Describe(type.TypeArguments[0]));
            }
        }

        return null;
    }

    private static bool IsGeneric(INamedTypeSymbol? type) =>
        type is not null && (type.TypeParameters.Length > 0 || IsGeneric(type.ContainingType));

    private static string GetFullName(INamedTypeSymbol type) =>
        type switch
        {
            { ContainingType: { } outer } => $"{GetFullName(outer)}+{type.MetadataName}",
            { ContainingNamespace: { IsGlobalNamespace: false } namespaceSymbol } =>
                $"{namespaceSymbol.ToDisplayString()}.{type.MetadataName}",
            _ => type.MetadataName,
        };

    // The fields of types of the framework do not change.
    private static string Describe(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } named && !IsFramework(named)
            ? $"{{{string.Join(", ", named.GetMembers().OfType<IFieldSymbol>()
                .Where(static field => field is { IsStatic: false, IsConst: false })
                .Select(Describe))}}}{GetLength(named)}"
            : type.ToDisplayString();

    private static string Describe(IFieldSymbol field)
    {
        string name = field.AssociatedSymbol?.Name ?? field.Name;
        return field.IsFixedSizeBuffer ? $"{field.Type.ToDisplayString()} {name}[{field.FixedSize}]" : $"{Describe(field.Type)} {name}";
    }

    private static string GetLength(INamedTypeSymbol type) =>
        type.GetAttributes()
            .Where(static attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute")
            .Select(static attribute => $"[{attribute.ConstructorArguments.FirstOrDefault().Value}]")
            .FirstOrDefault()
        ?? "";

    private static bool IsFramework(INamedTypeSymbol type)
    {
        INamespaceSymbol namespaceSymbol = type.ContainingNamespace;
        while (namespaceSymbol is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            namespaceSymbol = outer;
        }

        return namespaceSymbol.Name == "System";
    }
}
