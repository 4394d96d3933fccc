using PointWorld;

PointService.Build(args[0]).Run();
