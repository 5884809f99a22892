namespace Scalewright.Generators.Services;

/// <summary>Writes the client and server code of a service.</summary>
internal static class ServiceEmitter
{
    private const string Space = "global::Scalewright.Agents.Services";

    public static string ClassName(ServiceModel service) =>
        "AgentService_" + Naming.ToIdentifier(service.FullType.Replace("global::", "").Replace("@", ""));

    public static string EmitInterface(ServiceModel service)
    {
        SourceWriter writer = new();
        writer.Preamble();
        if (service.Namespace.Length > 0)
        {
            writer.Line($"namespace {service.Namespace};");
            writer.Line();
        }

        string marker = $"{Space}.IAgentService<{service.FullType}>";
        writer.Open($"partial interface {service.Type} : {marker}");
        writer.Line(
            $"static {Space}.AgentContract<{service.FullType}> {marker}.Contract => "
                + $"global::Scalewright.Generated.{ClassName(service)}.Contract;"
        );
        writer.Close();
        return writer.ToString();
    }

    /// <summary>Returns the contract, the proxy, the dispatcher and the codecs.</summary>
    public static string EmitContract(ServiceModel service)
    {
        SourceWriter writer = new();
        writer.Header();
        writer.Line($"/// <summary>The service {Escape(service.Name)}.</summary>");
        writer.Open($"internal static class {ClassName(service)}");
        WriteContract(writer, service);
        foreach (MethodModel method in service.Methods)
        {
            WriteHandler(writer, service, method);
        }

        ErrorEmitter.WriteDescription(writer, service);
        CodecEmitter.Write(writer, service);
        ProxyEmitter.Write(writer, service);
        writer.Close();
        return writer.ToString();
    }

    /// <summary>Returns the type that combines the arguments of a method.</summary>
    internal static string ArgumentsType(MethodModel method)
    {
        ParameterModel[] arguments = Arguments(method);
        return arguments.Length switch
        {
            0 => "int",
            1 => arguments[0].Type,
            _ => "(" + string.Join(", ", arguments.Select(static argument => argument.Type)) + ")",
        };
    }

    internal static ParameterModel[] Arguments(MethodModel method) =>
        [.. method.Parameters.Where(static parameter => parameter.Role == ParameterRole.Argument)];

    private static string Escape(string name) => name.Replace("&", "&amp;").Replace("<", "&lt;");

    private static void WriteContract(SourceWriter writer, ServiceModel service)
    {
        writer.Line("/// <summary>Proxy and dispatcher of the service.</summary>");
        writer.Line($"public static {Space}.AgentContract<{service.FullType}> Contract {{ get; }} = new(");
        writer.Line($"    {Naming.Literal(service.Name)},");
        writer.Line($"    {Naming.Literal(service.Digest)},");
        writer.Line("    static caller => new Proxy(caller),");
        writer.Line("    [");
        foreach (MethodModel method in service.Methods)
        {
            string takes = method.Parameters.Any(static parameter => parameter.Role == ParameterRole.Items) ? "true" : "false";
            string gives = method.ResponseKind == ResponseKind.Stream ? "true" : "false";
            writer.Line(
                $"        new {Space}.AgentMethod<{service.FullType}>({Naming.Literal(method.Name)}, "
                    + $"Answer_{Bare(method.Method)}) {{ IsClientStreaming = {takes}, IsServerStreaming = {gives} }},"
            );
        }

        writer.Line(service.Errors.Count > 0 ? "    ]) { DescribeError = DescribeError };" : "    ]);");
        writer.Line();
    }

    internal static string Bare(string name) => name.TrimStart('@');

    private static void WriteHandler(SourceWriter writer, ServiceModel service, MethodModel method)
    {
        ParameterModel[] arguments = Arguments(method);
        string read = $"call.ReadArguments<{ArgumentsType(method)}>(ReadArguments_{Bare(method.Method)});";
        string[] names = [.. arguments.Select(static (_, i) => $"a{i}")];
        int next = 0;
        string passed = string.Join(
            ", ",
            method.Parameters.Select(parameter =>
                parameter.Role switch
                {
                    ParameterRole.Token => "call.CancellationToken",
                    ParameterRole.Items => $"call.ReadStreamAsync<{parameter.ItemType}>(Read{parameter.Codec})",
                    _ => names[next++],
                }
            )
        );
        string invoke = $"service.{method.Method}({passed})";
        writer.Open(
            "private static async global::System.Threading.Tasks.Task "
                + $"Answer_{Bare(method.Method)}({service.FullType} service, {Space}.ServiceInvocation call)"
        );
        writer.Line(
            arguments.Length switch
            {
                0 => read,
                1 => $"{arguments[0].Type} a0 = {read}",
                _ => $"var ({string.Join(", ", names)}) = {read}",
            }
        );
        writer.Line(
            method switch
            {
                { ResponseKind: ResponseKind.Stream } =>
                    $"await call.WriteStreamAsync<{method.ResultType}>({invoke}, Write{method.Result});",
                { Result: < 0 } => $"await {invoke};",
                _ => $"call.SetResult<{method.ResultType}>(await {invoke}, Write{method.Result});",
            }
        );
        writer.Close();
        writer.Line();
        WriteReading(writer, method, arguments);
    }

    private static void WriteReading(SourceWriter writer, MethodModel method, ParameterModel[] arguments)
    {
        writer.Open(
            $"private static {ArgumentsType(method)} ReadArguments_{Bare(method.Method)}(ref "
                + "global::System.Text.Json.Utf8JsonReader reader)"
        );
        writer.Line($"{Space}.ServiceJson.Expect(ref reader, global::System.Text.Json.JsonTokenType.StartArray);");
        for (int i = 0; i < arguments.Length; i++)
        {
            writer.Line($"{Space}.ServiceJson.ReadNextArgument(ref reader, {Naming.Literal(Bare(arguments[i].Name))});");
            writer.Line($"{arguments[i].Type} a{i} = Read{arguments[i].Codec}(ref reader);");
        }

        writer.Line($"{Space}.ServiceJson.ReadArgumentsEnd(ref reader);");
        writer.Line(
            arguments.Length switch
            {
                0 => "return 0;",
                1 => "return a0;",
                _ => $"return ({string.Join(", ", arguments.Select(static (_, i) => $"a{i}"))});",
            }
        );
        writer.Close();
        writer.Line();
    }
}

internal static class ProxyEmitter
{
    private const string Space = "global::Scalewright.Agents.Services";

    public static void Write(SourceWriter writer, ServiceModel service)
    {
        writer.Open($"private sealed class Proxy({Space}.IServiceCaller caller) : {Space}.ServiceProxy(caller), {service.FullType}");
        foreach (MethodModel method in service.Methods)
        {
            writer.Line(
                $"private static readonly {Space}.ServiceMethod Method_{ServiceEmitter.Bare(method.Method)} = "
                    + $"new({Naming.Literal(service.Name)}, {Naming.Literal(service.Digest)}, "
                    + $"{Naming.Literal(method.Name)}){Settings(method)};"
            );
        }

        foreach (MethodModel method in service.Methods)
        {
            writer.Line();
            WriteMethod(writer, service, method);
        }

        ErrorEmitter.WriteRestoring(writer, service);
        writer.Close();
    }

    private static string Settings(MethodModel method)
    {
        string[] timeout = method.DeadlineSeconds switch
        {
            "" => [],
            "Infinity" => ["Timeout = global::System.Threading.Timeout.InfiniteTimeSpan"],
            _ => [$"Timeout = global::System.TimeSpan.FromSeconds({method.DeadlineSeconds}d)"],
        };
        string[] settings = [.. timeout, .. method.IsIdempotent ? ["IsIdempotent = true"] : Array.Empty<string>()];
        return settings.Length == 0 ? "" : $" {{ {string.Join(", ", settings)} }}";
    }

    private static void WriteMethod(SourceWriter writer, ServiceModel service, MethodModel method)
    {
        ParameterModel[] arguments = ServiceEmitter.Arguments(method);
        string type = ServiceEmitter.ArgumentsType(method);
        string bare = ServiceEmitter.Bare(method.Method);
        string parameters = string.Join(", ", method.Parameters.Select(static parameter => $"{parameter.Type} {parameter.Name}"));
        writer.Open($"{method.ReturnType} {service.FullType}.{method.Method}({parameters})");
        foreach (ParameterModel parameter in method.Parameters.Where(static parameter => parameter.IsChecked))
        {
            writer.Line($"global::System.ArgumentNullException.ThrowIfNull({parameter.Name});");
        }

        string passed = arguments.Length switch
        {
            0 => "0",
            1 => arguments[0].Name,
            _ => "(" + string.Join(", ", arguments.Select(static argument => argument.Name)) + ")",
        };
        ParameterModel? items = method.Parameters.FirstOrDefault(static parameter => parameter.Role == ParameterRole.Items);
        string sent = items is null ? "null" : $"SerializeAsync<{items.ItemType}>({items.Name}, Write{items.Codec})";
        string token = method.Parameters.FirstOrDefault(static parameter => parameter.Role == ParameterRole.Token)?.Name ?? "default";
        string call = method switch
        {
            { ResponseKind: ResponseKind.Stream } =>
                $"StreamAsync<{type}, {method.ResultType}>(Method_{bare}, {passed}, WriteArguments_{bare}, {sent}, "
                    + $"Read{method.Result}, {token})",
            { Result: < 0 } => $"CallAsync<{type}>(Method_{bare}, {passed}, WriteArguments_{bare}, {sent}, {token})",
            _ => $"CallAsync<{type}, {method.ResultType}>(Method_{bare}, {passed}, WriteArguments_{bare}, {sent}, "
                + $"Read{method.Result}, {token})",
        };
        writer.Line(method.ResponseKind == ResponseKind.ValueTask ? $"return new {method.ReturnType}({call});" : $"return {call};");
        writer.Close();
        writer.Line();
        WriteWriting(writer, bare, type, arguments);
    }

    private static void WriteWriting(SourceWriter writer, string bare, string type, ParameterModel[] arguments)
    {
        writer.Open($"private static void WriteArguments_{bare}(global::System.Text.Json.Utf8JsonWriter writer, {type} arguments)");
        for (int i = 0; i < arguments.Length; i++)
        {
            writer.Line($"Write{arguments[i].Codec}(writer, arguments{(arguments.Length > 1 ? $".Item{i + 1}" : "")});");
        }

        writer.Close();
    }
}

/// <summary>Writes the conversion of service exceptions for callers.</summary>
internal static class ErrorEmitter
{
    private const string Space = "global::Scalewright.Agents.Services";

    /// <summary>Writes the code that describes exceptions on the node.</summary>
    public static void WriteDescription(SourceWriter writer, ServiceModel service)
    {
        if (service.Errors.Count == 0)
        {
            return;
        }

        writer.Open("private static string? DescribeError(global::System.Exception failure)");
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Open($"if (failure is {service.Errors[i].Type} error{i} && failure.GetType() == typeof({service.Errors[i].Type}))");
            writer.Line($"return {Space}.ServiceJson.SerializeException<{service.Errors[i].Type}>(error{i}, WriteError{i});");
            writer.Close();
            writer.Line();
        }

        writer.Line("return null;");
        writer.Close();
        writer.Line();
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Open(
                $"private static void WriteError{i}(global::System.Text.Json.Utf8JsonWriter writer, {service.Errors[i].Type} value)"
            );
            CodecEmitter.WriteMembers(writer, service.Errors[i].Members);
            writer.Close();
            writer.Line();
        }
    }

    /// <summary>Writes the code that restores exceptions at the caller.</summary>
    public static void WriteRestoring(SourceWriter writer, ServiceModel service)
    {
        if (service.Errors.Count == 0)
        {
            return;
        }

        writer.Line();
        writer.Open(
            "protected override global::System.Exception? "
                + "CreateException(global::Scalewright.Agents.AgentException exception) => "
                + "exception.RemoteError!.ExceptionType switch"
        );
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Line(
                $"{Naming.Literal(service.Errors[i].Kind)} => "
                    + $"DeserializeException<{service.Errors[i].Type}>(exception, (ref "
                    + $"global::System.Text.Json.Utf8JsonReader reader) => ReadError{i}(ref reader, exception)),"
            );
        }

        writer.Line("_ => null,");
        writer.Close(";");
        for (int i = 0; i < service.Errors.Count; i++)
        {
            writer.Line();
            writer.Open(
                $"private static {service.Errors[i].Type} ReadError{i}(ref "
                    + "global::System.Text.Json.Utf8JsonReader reader, global::Scalewright.Agents.AgentException "
                    + "exception)"
            );
            CodecEmitter.ReadMembers(
                writer,
                service.Errors[i].Members,
                $"new {service.Errors[i].Type}(exception.RemoteError!.Message, exception)"
            );
            writer.Close();
        }
    }
}
