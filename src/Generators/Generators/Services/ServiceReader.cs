using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Services;

internal static class ServiceReader
{
    public const string AttributeName = "Scalewright.Agents.Services.AgentServiceAttribute";

    private const string Space = "Scalewright.Agents.Services";

    /// <summary>Returns the service as text, or null if no code can be generated.</summary>
    public static ServiceModel? Read(INamedTypeSymbol type, AttributeData attribute, DiagnosticSink? faults = null)
    {
        string name = attribute.ConstructorArguments.FirstOrDefault().Value is string { Length: > 0 } explicitName
            ? explicitName
            : ServiceNames.NameOf(type.Name);
        bool isValid = CheckDeclaration(type, faults) & CheckName(type, name, faults);
        CodecSet codecs = new(faults);
        MethodModel[] methods = [.. ReadMethods(type, codecs, faults, ref isValid)];
        ErrorModel[] errors = [.. ReadErrors(type, codecs, faults, ref isValid)];
        if (!isValid || !codecs.IsWhole)
        {
            return null;
        }

        string namespaceName = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString();
        EquatableArray<CodecModel> all = codecs.Codecs;
        return new ServiceModel(
            Namespace: namespaceName,
            Type: Naming.Escape(type.Name),
            Name: name,
            Digest: ServiceNames.Digest(Describe(name, methods, all, errors))
        )
        {
            Methods = new(methods),
            Codecs = all,
            Errors = new(errors),
        };
    }

    private static bool CheckDeclaration(INamedTypeSymbol type, DiagnosticSink? faults)
    {
        string? fault = type switch
        {
            { ContainingType: not null } => "nested",
            { IsGenericType: true } => "generic",
            { IsFileLocal: true } => "file-local",
            _ when type.Interfaces.Any(inherited =>
                    inherited.ToDisplayString() != "System.IAsyncDisposable"
                    && !(inherited.Name == "IAgentService" && inherited.ContainingNamespace.ToDisplayString() == Space)
                ) => "derived from another interface",
            _ => null,
        };
        if (fault is not null)
        {
            faults?.Invoke(Rules.AgentServiceUnreachable, type, type.Name, fault);
        }

        bool isPartial = type.DeclaringSyntaxReferences.All(static part =>
            part.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(static word => word.ValueText == "partial")
        );
        if (!isPartial)
        {
            faults?.Invoke(Rules.AgentServiceNotPartial, type, type.Name);
        }

        return isPartial && fault is null;
    }

    private static bool CheckName(INamedTypeSymbol type, string name, DiagnosticSink? faults)
    {
        if (ServiceNames.IsName(name))
        {
            return true;
        }

        faults?.Invoke(Rules.AgentServiceNameMalformed, type, name, ServiceNames.Fix(name, type.Name));
        return false;
    }

    private static List<MethodModel> ReadMethods(INamedTypeSymbol type, CodecSet codecs, DiagnosticSink? faults, ref bool isValid)
    {
        List<MethodModel> methods = [];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        // Sort by name, so that the digest does not depend on the order in the source.
        foreach (
            ISymbol member in type.GetMembers()
                .Where(IsOwn)
                .OrderBy(static member => ServiceNames.CallOf(member.Name), StringComparer.Ordinal)
        )
        {
            MethodModel? method = MethodReader.Read(member, codecs, faults);
            if (method is null)
            {
                isValid = false;
            }
            else if (names.TryGetValue(method.Name, out string? sameNamed))
            {
                faults?.Invoke(Rules.AgentCallDuplicate, member, member.Name, sameNamed, method.Name);
                isValid = false;
            }
            else
            {
                names.Add(method.Name, member.Name);
                methods.Add(method);
            }
        }

        return methods;
    }

    // Excludes generated members and those of properties and events.
    private static bool IsOwn(ISymbol member) =>
        !member.IsImplicitlyDeclared
        && member is not IMethodSymbol { AssociatedSymbol: not null }
        && member is not INamedTypeSymbol
        && member is not IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 }
        && member is not IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 };

    private static List<ErrorModel> ReadErrors(INamedTypeSymbol type, CodecSet codecs, DiagnosticSink? faults, ref bool isValid)
    {
        List<ErrorModel> errors = [];
        IEnumerable<ITypeSymbol> annotated = new ISymbol[] { type }
            .Concat(type.GetMembers())
            .SelectMany(static symbol => symbol.GetAttributes())
            .Where(static data =>
                data.AttributeClass is { Name: "AgentErrorAttribute" } attribute && attribute.ContainingNamespace.ToDisplayString() == Space
            )
            .Select(static data => data.ConstructorArguments.FirstOrDefault().Value)
            .OfType<ITypeSymbol>();
        foreach (
            ITypeSymbol annotatedType in annotated
                .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)
                .OrderBy(static symbol => symbol.ToDisplayString(), StringComparer.Ordinal)
        )
        {
            if (annotatedType is INamedTypeSymbol error && IsError(error))
            {
                errors.Add(
                    new ErrorModel(
                        error.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
                        GetFullName(error),
                        ObjectReader.ReadError(codecs, error)
                    )
                );
            }
            else
            {
                faults?.Invoke(Rules.AgentErrorMalformed, type, annotatedType.Name);
                isValid = false;
            }
        }

        return errors;
    }

    private static bool IsError(INamedTypeSymbol type)
    {
        INamedTypeSymbol? ancestor = type;
        while (ancestor is not null && ancestor.ToDisplayString() != "System.Exception")
        {
            ancestor = ancestor.BaseType;
        }

        return ancestor is not null
            && !type.IsAbstract
            && !type.IsGenericType
            && AccessibilityCheck.IsReachable(type)
            && type.InstanceConstructors.Any(constructor =>
                AccessibilityCheck.IsReachable(constructor) && TakesMessageAndInner(constructor.Parameters, ancestor)
            );
    }

    private static bool TakesMessageAndInner(ImmutableArray<IParameterSymbol> parameters, INamedTypeSymbol exception) =>
        parameters.Length == 2
        && parameters[0].Type.SpecialType == SpecialType.System_String
        && SymbolEqualityComparer.Default.Equals(parameters[1].Type, exception);

    private static string GetFullName(INamedTypeSymbol type) =>
        type switch
        {
            { ContainingType: { } outer } => $"{GetFullName(outer)}+{type.MetadataName}",
            { ContainingNamespace.IsGlobalNamespace: true } => type.MetadataName,
            _ => $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}",
        };

    private static string GetSignature(MethodModel method)
    {
        string inputs = string.Join(
            ",",
            method
                .Parameters.Where(static parameter => parameter.Role != ParameterRole.Token)
                .Select(static parameter => (parameter.Role == ParameterRole.Items ? "*" : "") + parameter.Codec)
        );
        string stream = method.ResponseKind == ResponseKind.Stream ? "*" : "";
        return string.Format(CultureInfo.InvariantCulture, "{0}({1}){2}{3}", method.Name, inputs, stream, method.Result);
    }

    private static string Describe(string name, MethodModel[] methods, EquatableArray<CodecModel> codecs, ErrorModel[] errors) =>
        string.Join(
            "\n",
            [
                name,
                .. methods.Select(GetSignature),
                .. codecs.Select(static codec => codec.Shape),
                .. errors.Select(static error =>
                    error.Kind + "(" + string.Join(",", error.Members.Select(static member => $"{member.Name}:{member.Codec}")) + ")"
                ),
            ]
        );
}

internal static class MethodReader
{
    private const string Stream = "System.Collections.Generic.IAsyncEnumerable<T>";

    /// <summary>Returns the method as text, or null if no code can be generated.</summary>
    public static MethodModel? Read(ISymbol member, CodecSet codecs, DiagnosticSink? faults)
    {
        if (WhyNot(member) is { } fault)
        {
            faults?.Invoke(Rules.AgentMemberNotCallable, member, member.Name, fault);
            return null;
        }

        IMethodSymbol method = (IMethodSymbol)member;
        (ResponseKind kind, ITypeSymbol? result) = GetResponse(method.ReturnType)!.Value;
        ParameterModel[] parameters = [.. method.Parameters.Select(parameter => Read(parameter, codecs))];
        if (parameters.All(static parameter => parameter.Role != ParameterRole.Token))
        {
            faults?.Invoke(Rules.AgentCallWithoutToken, method, method.Name);
        }

        AttributeData? call = method.GetAttributes().FirstOrDefault(static data => data.AttributeClass is { Name: "AgentCallAttribute" });
        int codec = result is null ? -1 : codecs.Add(result, method);
        string resultType = result is null ? "" : CodecSet.Text(result);
        return new MethodModel(
            Naming.Escape(method.Name),
            ServiceNames.CallOf(method.Name),
            kind,
            CodecSet.Text(method.ReturnType),
            codec,
            resultType
        )
        {
            Parameters = new(parameters),
            DeadlineSeconds = Named(call, "TimeoutSeconds") is double and > 0 and var seconds
                ? seconds.ToString("R", CultureInfo.InvariantCulture)
                : "",
            IsIdempotent = Named(call, "IsIdempotent") is true,
        };
    }

    private static object? Named(AttributeData? attribute, string name) =>
        attribute?.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;

    private static string? WhyNot(ISymbol member) =>
        member switch
        {
            { IsStatic: true } => "static",
            not IMethodSymbol => "no method",
            IMethodSymbol { IsAbstract: false } => "already implemented",
            IMethodSymbol { IsGenericMethod: true } => "generic",
            IMethodSymbol method when GetResponse(method.ReturnType) is null => "a method that returns "
                + $"'{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'",
            IMethodSymbol method when method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None) =>
                "a method with a parameter by reference",
            IMethodSymbol method when method.Parameters.Count(static parameter => IsStream(parameter.Type)) > 1 =>
                "a method that takes two streams",
            IMethodSymbol method when method.Parameters.Count(static parameter => IsToken(parameter.Type)) > 1 =>
                "a method with two tokens",
            _ => null,
        };

    private static (ResponseKind Kind, ITypeSymbol? Result)? GetResponse(ITypeSymbol type) =>
        type is not INamedTypeSymbol named
            ? null
            : named.OriginalDefinition.ToDisplayString() switch
            {
                "System.Threading.Tasks.Task" => (ResponseKind.Task, null),
                "System.Threading.Tasks.ValueTask" => (ResponseKind.ValueTask, null),
                "System.Threading.Tasks.Task<TResult>" => (ResponseKind.Task, named.TypeArguments[0]),
                "System.Threading.Tasks.ValueTask<TResult>" => (ResponseKind.ValueTask, named.TypeArguments[0]),
                Stream => (ResponseKind.Stream, named.TypeArguments[0]),
                _ => null,
            };

    private static ParameterModel Read(IParameterSymbol parameter, CodecSet codecs)
    {
        string name = Naming.Escape(parameter.Name);
        string type = CodecSet.Text(parameter.Type);
        if (IsToken(parameter.Type))
        {
            return new ParameterModel(name, type, ParameterRole.Token, -1, "", false);
        }

        if (IsStream(parameter.Type))
        {
            ITypeSymbol itemType = ((INamedTypeSymbol)parameter.Type).TypeArguments[0];
            return new ParameterModel(name, type, ParameterRole.Items, codecs.Add(itemType, parameter), CodecSet.Text(itemType), true);
        }

        bool isChecked = parameter.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };
        return new ParameterModel(name, type, ParameterRole.Argument, codecs.Add(parameter.Type, parameter), "", isChecked);
    }

    private static bool IsToken(ITypeSymbol type) => type.ToDisplayString() == "System.Threading.CancellationToken";

    private static bool IsStream(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString() == Stream;
}
